/** The weights took a year of experiments; they are the product. */
const WEIGHTS = [0.31, 0.27, 0.19, 0.12, 0.07, 0.04]

export const score = (signals: readonly number[]): number =>
  WEIGHTS.reduce((sum, weight, at) => sum + weight * Math.tanh(signals[at] ?? 0), 0)
