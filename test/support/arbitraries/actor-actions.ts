/** What can happen to a small library, as data. Movies are numbers: `tmdb:<number>`. */
import fc from "fast-check"
import type { Evidence, EventInput } from "../../../src/domain/event.ts"
import type { FieldName } from "../../../src/domain/knowledge.ts"
import { type LifecycleState, levels } from "../../../src/domain/level.ts"
import { dayMs, hourMs, minuteMs, secondMs } from "../../../src/domain/time.ts"
import type { Mood } from "../moody-engine.ts"

export const moviesMax = 4
export const aliasOf = (movie: number) => `tmdb:${movie + 1}` as const

const movie = fc.integer({ min: 0, max: moviesMax - 1 })
const level = fc.constantFrom(...levels)
export const editable = [
  "title",
  "overview",
  "genres",
  "keywords",
  "posterHd"
] as const satisfies ReadonlyArray<FieldName>
const field = fc.constantFrom(...editable)

const demandKinds = [
  "MovieRequested",
  "RelatedMovieRequested",
  "PlaybackStarted",
  "EnrichmentRequested",
  "BulkEnrichRequested",
  "RecommendationTriggered"
] as const

const ask = fc.record({ kind: fc.constant("ask" as const), movie, level, as: fc.constantFrom(...demandKinds) })
const burst = fc.record({
  kind: fc.constant("burst" as const),
  movie,
  level,
  count: fc.integer({ min: 2, max: 8 })
})
const edit = fc.record({ kind: fc.constant("edit" as const), movie, field, text: fc.constantFrom("mine", "my own") })
const pin = fc.record({ kind: fc.constantFrom("pin" as const, "unpin" as const), movie })
const refresh = fc.record({ kind: fc.constant("refresh" as const), movie })
const housekeeping = fc.record({
  kind: fc.constant("housekeeping" as const),
  movie,
  kept: fc.constantFrom("basic" as const, "summary" as const),
  imagesOnly: fc.boolean(),
  isKnown: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
  plan: fc.integer({ min: 1, max: 3 })
})
const undo = fc.record({ kind: fc.constant("undo" as const), plan: fc.integer({ min: 1, max: 3 }) })
const pass = fc.record({
  kind: fc.constant("pass" as const),
  durationMs: fc.constantFrom(50, secondMs, minuteMs, 20 * minuteMs, 8 * dayMs, 31 * dayMs, 151 * dayMs)
})
const restart = fc.record({
  kind: fc.constant("restart" as const),
  how: fc.constantFrom("close", "kill", "power" as const)
})
const mood: fc.Arbitrary<Mood> = fc.record({
  failures: fc.constantFrom(0, 0.3, 1),
  defects: fc.constantFrom(0, 0, 0.2),
  gaps: fc.constantFrom(0, 0.3),
  delayMs: fc.constantFrom(0, 100, minuteMs, hourMs)
})
const moodChange = fc.record({ kind: fc.constant("mood" as const), mood })

export const action = fc.oneof(
  { weight: 6, arbitrary: ask },
  { weight: 1, arbitrary: burst },
  { weight: 2, arbitrary: edit },
  { weight: 2, arbitrary: pin },
  { weight: 1, arbitrary: refresh },
  { weight: 3, arbitrary: housekeeping },
  { weight: 1, arbitrary: undo },
  { weight: 6, arbitrary: pass },
  { weight: 2, arbitrary: restart },
  { weight: 2, arbitrary: moodChange }
)
export type Action = typeof action extends fc.Arbitrary<infer T> ? T : never
export type Ask = Extract<Action, { readonly kind: "ask" }>
export type Housekeeping = Extract<Action, { readonly kind: "housekeeping" }>

/** Most lives begin with somebody who wants everything of a movie, gets it, and perhaps pins it. */
const opening: fc.Arbitrary<ReadonlyArray<Action>> = fc
  .tuple(movie, fc.boolean())
  .map(([number, isPinned]) => [
    { kind: "ask", movie: number, level: "deep", as: "MovieRequested" },
    { kind: "pass", durationMs: minuteMs },
    ...(isPinned ? [{ kind: "pin", movie: number } as const] : [])
  ])

export const actions = fc
  .tuple(fc.array(opening, { maxLength: 2 }), fc.array(action, { maxLength: 12, size: "max" }))
  .map(([openings, rest]): ReadonlyArray<Action> => [...openings.flat(), ...rest])

/** A text as the field takes it. */
export const writtenInto = (name: FieldName, text: string) => (name === "genres" || name === "keywords" ? [text] : text)

export const seed = fc.integer({ min: 0, max: 1e6 })

export const demandEvent = (demand: Pick<Ask, "as" | "movie" | "level">): EventInput => {
  const { as } = demand
  const alias = aliasOf(demand.movie)
  if (as === "PlaybackStarted") return { type: as, movie: alias }
  if (as === "BulkEnrichRequested") return { type: as, movies: [alias], level: demand.level }
  if (as === "RecommendationTriggered") return { type: as, movies: [{ movie: alias }] }
  return { type: as, movie: alias, level: demand.level }
}

const evidenceOf = (isKnown: boolean): ReadonlyArray<Evidence> => [
  { name: "idle", value: isKnown ? 200 : null, threshold: 180, unit: "days" }
]

export const housekeepingEvent = (
  { imagesOnly, isKnown, kept, plan }: Housekeeping,
  item: { readonly id: string; readonly state: LifecycleState }
): EventInput => ({
  type: "HousekeepingRequested",
  mode: "apply",
  plan: `plan ${plan}`,
  items: [
    {
      movie: item.id as never,
      from: item.state,
      kept,
      imagesOnly,
      rule: "not-accessed",
      evidence: evidenceOf(isKnown),
      rank: 1,
      bytes: 10
    }
  ]
})
