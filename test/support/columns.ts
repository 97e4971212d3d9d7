/** Movies as housekeeping sees them: one by one, and as arbitraries with everything that can be wrong with a number. */
import fc from "fast-check"
import { movieIdFrom } from "../../src/domain/identity.ts"
import { levels, type Level, type LifecycleState, lifecycleStates } from "../../src/domain/level.ts"
import { type Lifecycle, newLifecycle, newStatistics, type Statistics } from "../../src/domain/movie.ts"
import { dayMs } from "../../src/domain/time.ts"
import type { World } from "../../src/services/housekeeping/facts.ts"
import type { MovieColumns } from "../../src/services/store.ts"

export const now = 1_000 * dayMs

export interface Look {
  readonly number?: number
  readonly createdAt?: number
  readonly lifecycle?: Partial<Lifecycle>
  readonly statistics?: Partial<Statistics>
  readonly recordBytes?: number
  readonly smallImageBytes?: number
  readonly hdImageBytes?: number
}

/** A deep movie, known for 900 days and used yesterday, unless told otherwise. */
export const columnsOf = (look: Look = {}): MovieColumns => ({
  id: movieIdFrom(look.number ?? 1),
  createdAt: look.createdAt ?? now - 900 * dayMs,
  lifecycle: { ...newLifecycle, state: "deep", wanted: "deep", ...look.lifecycle },
  statistics: {
    ...newStatistics,
    lastAccess: now - dayMs,
    popularityScore: 5,
    scoredAt: now - dayMs,
    ...look.statistics
  },
  recordBytes: look.recordBytes ?? 10_000,
  smallImageBytes: look.smallImageBytes ?? 20_000,
  hdImageBytes: look.hdImageBytes ?? 500_000
})

export const worldOf = (world: Partial<World> = {}): World => ({
  now,
  movies: 0,
  recordBytes: 0,
  smallImageBytes: 0,
  hdImageBytes: 0,
  heldBytes: 0,
  freeBytes: 1e12,
  ...world
})

/** Dates as they come from the world: mostly sound, sometimes a sentinel, in the future, or no number at all. */
const moment = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: now - 700 * dayMs, max: now }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -999_999_999, Number.NaN, Number.POSITIVE_INFINITY, now + dayMs) }
)
const amount = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 1_000_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, Number.NaN, Number.POSITIVE_INFINITY) }
)
const score = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: 0, max: 20, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, Number.NaN, Number.POSITIVE_INFINITY) }
)
const perhaps = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 })

const lifecycle: fc.Arbitrary<Lifecycle> = fc
  .record({
    state: fc.constantFrom<LifecycleState>(...lifecycleStates),
    kept: fc.constantFrom("basic" as const, "summary" as const),
    wanted: fc.option(fc.constantFrom<Level>(...levels), { nil: undefined, freq: 5 }),
    pinned: fc.boolean(),
    playingUntil: fc.option(fc.oneof(moment, fc.constant(now + 1)), { nil: null, freq: 5 }),
    downgradedAt: perhaps(moment)
  })
  .map(({ kept, state, wanted, ...rest }) => ({
    ...newLifecycle,
    ...rest,
    state,
    kept: state === "downgraded" ? kept : null,
    wanted: wanted ?? "initial"
  }))

const statistics: fc.Arbitrary<Statistics> = fc.record({
  viewCount: fc.nat(50),
  lastAccess: perhaps(moment),
  popularityScore: score,
  scoredAt: perhaps(moment),
  searchHits: fc.nat(50),
  shown: fc.nat(50),
  plays: fc.nat(50)
})

const columns: fc.Arbitrary<Omit<MovieColumns, "id">> = fc.record({
  createdAt: moment,
  lifecycle,
  statistics,
  recordBytes: amount,
  smallImageBytes: amount,
  hdImageBytes: amount
})

/** Movies with ids of their own. */
export const library = (maxLength = 25): fc.Arbitrary<ReadonlyArray<MovieColumns>> =>
  fc.array(columns, { maxLength }).map((all) => all.map((each, index) => ({ id: movieIdFrom(index + 1), ...each })))

export const world: fc.Arbitrary<World> = fc
  .record({
    freeBytes: fc.oneof(fc.integer({ min: 0, max: 8_000_000 }), fc.constantFrom(null, Number.NaN, -1)),
    heldBytes: fc.oneof(fc.integer({ min: 0, max: 20_000_000 }), fc.constantFrom(null, Number.NaN, -1))
  })
  .map(worldOf)

/** Deep movies with HD images, all of which could go; few different sizes and scores, so that many are worth the same. */
export const deepLibrary: fc.Arbitrary<ReadonlyArray<MovieColumns>> = fc
  .array(
    fc.record({
      hdImageBytes: fc.constantFrom(200_000, 400_000, 700_000),
      popularityScore: fc.constantFrom(0, 1, 2, 3.5)
    }),
    {
      maxLength: 40
    }
  )
  .map((all) =>
    all.map(({ hdImageBytes, popularityScore }, index) =>
      columnsOf({ number: index + 1, hdImageBytes, statistics: { popularityScore, scoredAt: now } })
    )
  )
