export class Shuttle {
  constructor(readonly color: string) {
    if (color.length !== 1) throw new RangeError(`one letter, not ${color}`)
  }
}
