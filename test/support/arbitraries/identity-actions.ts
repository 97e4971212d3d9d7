/** What can happen to who movies are, as data. `one` and `other` are numbers of whatever there is by then. */
import fc from "fast-check"
import { PurgedProvider } from "../../../src/domain/event.ts"
import { levels } from "../../../src/domain/level.ts"

const filmsMax = 3
const film = fc.integer({ min: 1, max: filmsMax })
const copy = fc.integer({ min: 1, max: 2 })
const one = fc.nat({ max: 20 })
const kind = <K extends string>(name: K) => fc.constant(name)

const detect = fc.record({ kind: kind("detect"), film, copy, names: fc.boolean() })
const ask = fc.record({ kind: kind("ask"), one, level: fc.constantFrom(...levels) })
/** Somebody gives two names at once: of one film, or of two. */
const claim = fc.record({ kind: kind("claim"), film, other: film, server: fc.boolean() })
const play = fc.record({ kind: kind("play"), one })
const pin = fc.record({ kind: fc.constantFrom("pin" as const, "unpin" as const), one })
const edit = fc.record({ kind: kind("edit"), one, field: fc.constantFrom("title" as const, "overview" as const) })
const merge = fc.record({ kind: kind("merge"), one, other: one })
const split = fc.record({ kind: kind("split"), one, other: one, file: fc.boolean() })
const match = fc.record({ kind: kind("match"), one, to: fc.option(film, { freq: 4 }), imdb: fc.boolean() })
const undo = fc.record({ kind: kind("undo"), one })
/** Of all movies there are by then. */
const purge = fc.record({ kind: kind("purge"), provider: fc.constantFrom(...PurgedProvider.literals) })
const restart = fc.record({ kind: kind("restart"), how: fc.constantFrom("close", "kill", "power" as const) })

export const identityAction = fc.oneof(
  { weight: 4, arbitrary: detect },
  { weight: 3, arbitrary: ask },
  { weight: 3, arbitrary: claim },
  { weight: 3, arbitrary: play },
  { weight: 2, arbitrary: pin },
  { weight: 2, arbitrary: edit },
  { weight: 4, arbitrary: merge },
  { weight: 4, arbitrary: split },
  { weight: 3, arbitrary: match },
  { weight: 2, arbitrary: undo },
  { weight: 4, arbitrary: purge },
  { weight: 1, arbitrary: restart }
)
export type IdentityAction = typeof identityAction extends fc.Arbitrary<infer T> ? T : never

/** Most lives begin with some files and an edit, so that there is something to lose. */
const opening: fc.Arbitrary<ReadonlyArray<IdentityAction>> = fc
  .array(fc.oneof(detect, claim, edit, play, pin), { minLength: 3, maxLength: 7 })
  .map((actions) => actions)

export const identityActions = fc
  .tuple(opening, fc.array(identityAction, { minLength: 2, maxLength: 12, size: "max" }))
  .map(([first, then]): ReadonlyArray<IdentityAction> => [...first, ...then])
