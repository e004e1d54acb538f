export declare class Loom {
  weave(pattern: readonly boolean[]): string[]
}
