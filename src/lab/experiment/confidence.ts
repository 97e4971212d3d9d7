/** A mean over seeds, and how far it can be off. */
export interface Estimate {
  readonly mean: number
  /** Half of the 95 % confidence interval (Student's t); null with a single seed, which tells nothing of it. */
  readonly within: number | null
}

/** Two-sided 95 % quantiles of Student's t for 1 to 30 degrees of freedom; beyond, the normal one is near enough. */
const quantiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042
]
const normalQuantile = 1.96

export const estimate = (values: ReadonlyArray<number>): Estimate => {
  const count = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  if (count < 2) return { mean, within: null }
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1)
  return { mean, within: (quantiles[count - 2] ?? normalQuantile) * Math.sqrt(variance / count) }
}
