// Part of tiny-debounce-example, under the MIT licence.
export const debounce = (call, wait) => {
  let timer;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...given), wait);
  };
};
