// Part of plain-retry-example, under the MIT licence.
export async function retry(work, times) {
  for (let left = times; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (left <= 1) throw error;
    }
  }
}
