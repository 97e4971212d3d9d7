/** What can happen to one movie, as data: what it means is worked out when it happens, from the state the movie is in. */
import fc from "fast-check"
import { levels } from "../../../src/domain/level.ts"
import { dayMs, hourMs, minuteMs } from "../../../src/domain/time.ts"
import { demandTypes } from "../../../src/machines/movie-events.ts"

const demand = fc.record({
  kind: fc.constant("demand" as const),
  type: fc.constantFrom(...demandTypes),
  level: fc.constantFrom(...levels)
})

const evidence = fc.constantFrom("known", "known", "known", "unknown", "half", "none", "not a number")

const housekeeping = fc.record({
  kind: fc.constant("housekeeping" as const),
  kept: fc.constantFrom("basic" as const, "summary" as const),
  imagesOnly: fc.boolean(),
  evidence,
  /** A plan may have been made while the movie was in another state. */
  isStale: fc.integer({ min: 0, max: 4 }).map((n) => n === 0)
})

const settlement = fc.record({
  kind: fc.constant("settlement" as const),
  ok: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
  hasCandidates: fc.boolean(),
  delayMs: fc.constantFrom(minuteMs, hourMs, 7 * dayMs, 40 * dayMs),
  gapInMs: fc.constantFrom(null, 0, hourMs, 30 * dayMs),
  refreshInMs: fc.constantFrom(null, 150 * dayMs, 150 * dayMs)
})

/** A deadline is heard when it is due, or too early because the entry was out of date. */
const deadline = fc.record({
  kind: fc.constant("deadline" as const),
  isDue: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
  unusedMs: fc.constantFrom(null, 0, 3 * dayMs, 100 * dayMs, 400 * dayMs)
})

const plain = <K extends string>(kind: K) => fc.record({ kind: fc.constant(kind) })
const other = fc.oneof(plain("refresh"), plain("pin"), plain("unpin"), plain("undo"))

/** Mostly soon; sometimes beyond the grace period, or beyond the provider's limit. */
const waitMs = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, minuteMs, hourMs) },
  { weight: 2, arbitrary: fc.constantFrom(8 * dayMs, 31 * dayMs) },
  { weight: 1, arbitrary: fc.constantFrom(151 * dayMs, 181 * dayMs) }
)

const what = fc.oneof(
  { weight: 4, arbitrary: demand },
  { weight: 8, arbitrary: settlement },
  { weight: 3, arbitrary: deadline },
  { weight: 3, arbitrary: housekeeping },
  { weight: 3, arbitrary: other }
)

export const stimulus = fc.record({ waitMs, what })
/** Somebody asks, at once. */
export const demandAtOnce = fc.record({ waitMs: fc.constant(0), what: demand })
export type Stimulus = typeof stimulus extends fc.Arbitrary<infer T> ? T : never

/** A life in so many events, its shrunk form ever fewer. */
export const stimuli = fc.array(stimulus, { maxLength: 30, size: "max" })
