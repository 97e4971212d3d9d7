/** How an enricher says that TMDB's answer lacks its piece, and what is kept then. */
import { Clock, Effect } from "effect"
import type { FieldName } from "../../domain/knowledge.ts"
import { refreshAgeMs } from "../../domain/terms.ts"
import type { ProviderError } from "../data-provider.ts"
import { answerInvalid, notThere } from "../providers/provider-failures.ts"
import type { TmdbMovie } from "../providers/tmdb-movie.ts"
import { type Findings, statements, type Subject, type TmdbAnswer } from "./enricher.ts"

/** A field that was there but could not be read is worth another try soon; one that is not there can wait. */
export const absentFrom = (movie: TmdbMovie, fields: ReadonlyArray<string>): ProviderError => {
  const note = movie.notes.find(({ field }) => fields.some((name) => field === name || field.startsWith(`${name}[`)))
  if (note !== undefined) return answerInvalid("tmdb", `${note.field} ${note.problem}`)
  return notThere("tmdb", `it has no ${fields.join(" or ")} for this movie`)
}

/** TMDB has this for every movie: an answer without it is a bad answer, not a movie without it. */
export const unreadable = (what: string): ProviderError => answerInvalid("tmdb", `the answer has no readable ${what}`)

/** Why TMDB has no usable value in this field of its answer, for people. */
export const whyLacking = (movie: TmdbMovie, field: string): string => {
  const note = movie.notes.find((each) => each.field === field)
  return note === undefined ? `tmdb told no ${field}` : `tmdb's ${field} ${note.problem}`
}

/** Whether the movie has a value in this field that stays, also through a refresh that does not state it again. */
export const isHeld = (subject: Subject, field: FieldName, now: number): boolean => {
  const known = subject.movie.knowledge.fields[field]
  if (known === undefined) return false
  return known.source !== "tmdb" || now - known.fetchedAt < refreshAgeMs
}

/**
 * A piece that cannot be read harms itself only: what is known of it stays, and it is tried again. Where nothing is known, or only
 * what is too old to stay, it fails (LIFE-8).
 */
export const keptUnread = Effect.fnUntraced(function* (
  subject: Subject,
  field: FieldName,
  error: ProviderError
): Effect.fn.Return<Findings, ProviderError> {
  if (!isHeld(subject, field, yield* Clock.currentTimeMillis)) return yield* error
  return { learnt: [], lacking: error }
})

const isShorter = (subject: Subject, field: FieldName, names: ReadonlyArray<string>): boolean => {
  const known = subject.movie.knowledge.fields[field]?.value
  return Array.isArray(known) && known.some((name) => typeof name === "string" && !names.includes(name))
}

/**
 * A list of names. Of one that could not be read whole, what is missing may be what could not be read: then the list that is known
 * stays and is tried again, and only where that is too old to stay what was readable takes its place (LIFE-8).
 */
export const learntNames = Effect.fnUntraced(function* (
  subject: Subject,
  field: "genres" | "keywords",
  { fetchedAt, movie }: TmdbAnswer,
  paths: ReadonlyArray<string>
): Effect.fn.Return<Findings, ProviderError> {
  const names = movie[field] ?? []
  const isTorn = movie.torn.has(field)
  const lacking = isTorn
    ? answerInvalid("tmdb", `its list of ${field} has items that cannot be read`)
    : absentFrom(movie, paths)
  if (names.length === 0) return yield* lacking
  const learnt = statements("tmdb", fetchedAt, { [field]: names })
  if (!isTorn) return { learnt }
  const stays = isShorter(subject, field, names) && isHeld(subject, field, yield* Clock.currentTimeMillis)
  return { learnt: stays ? [] : learnt, lacking }
})
