import { Shuttle } from './shuttle.js'

/** A loom holds the warp and hands the shuttle from side to side. */
export class Loom {
  private rows: string[][] = []

  constructor(private readonly shuttle: Shuttle, readonly width: number) {}

  weave(pattern: readonly boolean[]): string[] {
    const row = Array.from({ length: this.width }, (_, at) =>
      pattern[at % pattern.length] ? this.shuttle.color : '.',
    )
    this.rows.push(row)
    return row
  }

  get height(): number {
    return this.rows.length
  }
}
