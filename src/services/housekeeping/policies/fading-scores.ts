/**
 * A decayed sum of uses by key, as its base-2 logarithm at time 0: the score now is 2^(log - now / halfLife) for every key alike,
 * so the order of keys does not change between uses and needs no sweep. The sum is the CRF of LRFU (Lee et al., IEEE ToC
 * 2001). A movie's score outlives its eviction, as its statistics outlive a downgrade (LIFE-6).
 */
export class FadingScores {
  readonly logs: Float64Array
  readonly halfLifeMs: number

  constructor(keys: number, halfLifeMs: number) {
    this.logs = new Float64Array(keys).fill(-Infinity)
    this.halfLifeMs = halfLifeMs
  }

  /** One more use: log2(2^before + 2^(now / halfLife)). */
  use(key: number, now: number): void {
    const before = this.logs[key]!
    const use = now / this.halfLifeMs
    const high = Math.max(before, use)
    this.logs[key] = high + Math.log2(1 + 2 ** (Math.min(before, use) - high))
  }
}
