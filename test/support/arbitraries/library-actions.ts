/** What can happen to a whole library, as data. Movies are numbers of films that the fixtures know. */
import fc from "fast-check"
import type { FieldName } from "../../../src/domain/knowledge.ts"
import { levels } from "../../../src/domain/level.ts"
import { dayMs, hourMs, minuteMs } from "../../../src/domain/time.ts"
import type { ProviderName } from "../../../src/services/data-provider.ts"

const films = ["tmdb:13", "imdb:tt0111161", "tmdb:680"] as const
const movie = fc.constantFrom(...films)
const level = fc.constantFrom(...levels)

export const editable = [
  "title",
  "overview",
  "genres",
  "posterHd",
  "summary"
] as const satisfies ReadonlyArray<FieldName>

const request = fc.record({ kind: fc.constant("request" as const), movie, level })
const play = fc.record({
  kind: fc.constantFrom("play" as const, "view" as const, "pin" as const, "unpin" as const),
  movie
})
const refresh = fc.record({ kind: fc.constant("refresh" as const), movie })
const edit = fc.record({
  kind: fc.constant("edit" as const),
  movie,
  field: fc.constantFrom(...editable),
  /** Null takes the last edit back. */
  text: fc.constantFrom("mine", "my own", null)
})
const file = fc.record({ kind: fc.constant("file" as const), movie })
/** Plans are made and applied as a person would, with little room on the disk or much, or nobody knows. */
const tidy = fc.record({
  kind: fc.constant("tidy" as const),
  freeBytes: fc.constantFrom(1e12, 1e12, 1e9, null),
  undo: fc.boolean()
})
const line = fc.record({
  kind: fc.constant("line" as const),
  faults: fc.constantFrom(0, 0.2, 0.6),
  down: fc.subarray<ProviderName>(["tmdb", "images", "wikipedia", "wikidata"])
})
const pass = fc.record({
  kind: fc.constant("pass" as const),
  durationMs: fc.constantFrom(minuteMs, hourMs, 8 * dayMs, 40 * dayMs, 70 * dayMs, 151 * dayMs, 185 * dayMs)
})
const restart = fc.record({
  kind: fc.constant("restart" as const),
  how: fc.constantFrom("close", "kill", "power" as const)
})

export const libraryAction = fc.oneof(
  { weight: 6, arbitrary: request },
  { weight: 3, arbitrary: play },
  { weight: 1, arbitrary: refresh },
  { weight: 2, arbitrary: edit },
  { weight: 1, arbitrary: file },
  { weight: 3, arbitrary: tidy },
  { weight: 3, arbitrary: line },
  { weight: 6, arbitrary: pass },
  { weight: 2, arbitrary: restart }
)
export type LibraryAction = typeof libraryAction extends fc.Arbitrary<infer T> ? T : never

/** Most lives begin with somebody who wants to know everything of a film. */
const opening = fc.record({ kind: fc.constant("request" as const), movie, level: fc.constant("deep" as const) })

export const libraryActions = fc
  .tuple(fc.array(opening, { maxLength: 2 }), fc.array(libraryAction, { maxLength: 9, size: "max" }))
  .map(([first, rest]): ReadonlyArray<LibraryAction> => [...first, ...rest])
