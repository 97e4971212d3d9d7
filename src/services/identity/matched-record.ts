/**
 * A person says which film a movie is. What was known of the wrong one goes; files, use, pin and edits stay. And the way
 * back. Pure.
 */
import type { Alias } from "../../domain/identity.ts"
import { type FieldName, fieldNames, type Knowledge, type Known } from "../../domain/knowledge.ts"
import { higherOf, knownLevel, type Level } from "../../domain/level.ts"
import { editField, mergeKnowledge, undoEdit } from "../../domain/merge-knowledge.ts"
import { type Identity, type Lifecycle, type MatchWord, type Movie, newLifecycle } from "../../domain/movie.ts"
import { evidenceOfPath } from "./evidence-of-path.ts"
import { isFilmAlias } from "./film-ids.ts"
import { titledBy, withRare } from "./merged-record.ts"

type Stated = Pick<Known, "value" | "source" | "fetchedAt">
type Pieces = Pick<Movie, "identity" | "knowledge" | "lifecycle">

const isHint = (known: Stated | undefined): known is Stated => known?.source === "hint" || known?.source === "file"

/** What the movie was called before a provider was asked: a hint, or what its file says. */
const calledBefore = ({ identity, knowledge }: Movie, field: "title" | "year", at: number): Stated | undefined => {
  const known = knowledge.fields[field]
  const hint = [known, known?.previous].find(isHint)
  if (hint !== undefined) return { value: hint.value, source: hint.source, fetchedAt: hint.fetchedAt }
  const path = identity.files[0]?.path
  const value = path === undefined ? null : evidenceOfPath(path).best[field]
  return value === null ? undefined : { value, source: "hint", fetchedAt: at }
}

/** What a person wrote, and what the movie was called before anybody asked a provider. */
const withoutProviders = (movie: Movie, at: number): Knowledge => {
  const fields: { [name in FieldName]?: Known } = {}
  for (const field of fieldNames) {
    const known = movie.knowledge.fields[field]
    if (known?.source !== "person") continue
    fields[field] = { value: known.value, source: known.source, fetchedAt: known.fetchedAt }
  }
  const learnt = (["title", "year"] as const).flatMap((field) => {
    const called = calledBefore(movie, field, at)
    return called === undefined ? [] : [{ field, ...called }]
  })
  return mergeKnowledge({ fields, gaps: [] }, { learnt, tried: [], gaps: [] }, at)
}

/** What somebody needs of the movie, or has of it. */
export const demandOf = ({ lifecycle }: Movie): Level =>
  higherOf(lifecycle.wanted, knownLevel(lifecycle.state, lifecycle.kept))

/** From nothing again, with the demand that there was: of no film nothing can be learnt. */
const begunAnew = (movie: Movie, to: Alias | null): Lifecycle => ({
  ...newLifecycle,
  wanted: to === null ? "initial" : demandOf(movie),
  pinned: movie.lifecycle.pinned,
  playingUntil: movie.lifecycle.playingUntil
})

/** Whether the word changes what is known: naming the film that it is already, or none where none is known, only confirms. */
export const isConfirmed = ({ identity }: Movie, to: Alias | null): boolean =>
  to === null ? !identity.aliases.some(isFilmAlias) : identity.aliases.includes(to)

/** The record of a movie that a person said is this film, or none. */
export const matchedRecord = (movie: Movie, match: MatchWord): Pieces => {
  const { apart, merged } = movie.identity
  const rare = { match, ...(merged && { merged }), ...(apart && { apart }) }
  if (isConfirmed(movie, match.to)) return { ...movie, identity: withRare(movie.identity, rare) }
  const knowledge = withoutProviders(movie, match.at)
  const aliases = movie.identity.aliases.filter((alias) => !isFilmAlias(alias))
  const untitled = { ...movie.identity, title: null, year: null }
  const named: Identity = { ...untitled, aliases: match.to === null ? aliases : [...aliases, match.to] }
  return {
    identity: withRare(titledBy(named, knowledge), rare),
    knowledge,
    lifecycle: begunAnew(movie, match.to)
  }
}

/** Edits stand as they are now; all else is as it was. */
const withEditsOf = (before: Knowledge, now: Knowledge): Knowledge =>
  fieldNames.reduce((knowledge, field) => {
    const known = now.fields[field]
    return known?.source === "person"
      ? editField(knowledge, field, known.value, known.fetchedAt)
      : undoEdit(knowledge, field)
  }, before)

/** The record with the match taken back: the film that it was before, without names that lead elsewhere by now. */
export const unmatchedRecord = (movie: Movie, before: Pieces, isFree: (alias: Alias) => boolean): Pieces => {
  const { identity, lifecycle } = movie
  const { match, unmatched } = before.identity
  const { apart, merged } = identity
  const rare = {
    ...(match && { match }),
    ...(unmatched && { unmatched }),
    ...(merged && { merged }),
    ...(apart && { apart })
  }
  if (identity.match !== undefined && isSame(identity, before.identity)) {
    return { ...movie, identity: withRare(identity, rare) }
  }
  const knowledge = withEditsOf(before.knowledge, movie.knowledge)
  const own = identity.aliases.filter((alias) => !isFilmAlias(alias))
  const former = before.identity.aliases.filter((alias) => isFilmAlias(alias) && isFree(alias))
  const { title, year } = before.identity
  const { playingUntil, pinned } = lifecycle
  return {
    identity: withRare(titledBy({ ...identity, title, year, aliases: [...former, ...own] }, knowledge), rare),
    knowledge,
    lifecycle: { ...before.lifecycle, pinned, playingUntil }
  }
}

const filmsOf = ({ aliases }: Identity) => aliases.filter(isFilmAlias)

/** The match confirmed what was known: nothing was dropped, so nothing comes back. */
const isSame = (now: Identity, before: Identity): boolean => {
  const films = filmsOf(now)
  return filmsOf(before).every((alias) => films.includes(alias))
}
