/** What a bench is, and how figures are taken: interleaved rounds, the first dropped, medians, ratios within one run. */

export interface Row {
  /** What was measured. */
  readonly name: string
  readonly value: number
  readonly unit: string
  /** What it is compared with, measured in the same run, and the ratio to it. */
  readonly baseline?: { readonly name: string; readonly value: number }
  readonly ratio?: number
  /** The figure that was aimed at, and whether it was reached. */
  readonly aim?: string
  readonly reached?: boolean
  readonly note?: string
}

export interface BenchOptions {
  /** Small sizes, to see that it runs; its figures mean nothing. */
  readonly smoke: boolean
  readonly directory: string
}

export interface Bench {
  readonly name: string
  readonly about: string
  readonly run: (options: BenchOptions) => Promise<ReadonlyArray<Row>>
}

export const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

export const quantile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

/** Milliseconds of a piece of work. */
export const timed = async (work: () => unknown): Promise<number> => {
  const from = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - from) / 1e6
}

/** Runs the contestants in turn, A B A B ..., drops the first round, and gives each one's median in milliseconds. */
export const interleaved = async (
  rounds: number,
  ...contestants: ReadonlyArray<() => unknown>
): Promise<ReadonlyArray<{ readonly medianMs: number; readonly all: ReadonlyArray<number> }>> => {
  const times: Array<Array<number>> = contestants.map(() => [])
  for (let round = 0; round <= rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const ms = await timed(contestant)
      if (round > 0) times[index]!.push(ms)
    }
  }
  return times.map((all) => ({ medianMs: median(all), all }))
}

/** The median of the ratios round by round: it holds when the machine's speed drifts. */
export const pairedRatio = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number =>
  median(a.map((value, index) => value / b[index]!))

export const collectGarbage = (): void => {
  const { gc } = globalThis as { readonly gc?: () => void }
  if (gc === undefined) throw new Error("run with --expose-gc (npm run bench does)")
  for (let times = 0; times < 4; times++) gc()
}

/** Bytes of JavaScript heap and typed arrays, after collecting. */
export const heldBytes = (): number => {
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** A small fast generator with a seed: mulberry32. Benches need repeatable choices, not good randomness. */
export const seeded = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
