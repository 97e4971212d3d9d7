/**
 * Which movie an event means. Most events give one name. One that gives several may lead to several movies: then these are
 * one, unless an authority has a name for each of them, or a person said that they are not.
 */
import { Effect } from "effect"
import type { Event, Hint } from "../domain/event.ts"
import { type Alias, aliasOf, type MovieId } from "../domain/identity.ts"
import { type Movie, newStatistics } from "../domain/movie.ts"
import { acceptable, areApart, areOtherFilms, namesAnother } from "../services/identity/film-ids.ts"
import { ignoredBecause } from "../services/identity/file-hint.ts"
import { whichIsKept, withRare } from "../services/identity/merged-record.ts"
import { countedUpTo } from "../services/identity/split-record.ts"
import type { LoggedEvent } from "../services/store.ts"
import { aliasesOf, canBeBorn, createMovie, findMovie } from "./births.ts"
import type { Drafts } from "./drafts.ts"
import { type CycleTools, emit } from "./follow.ts"
import { mergeByItself } from "./merge-movies.ts"
import type { Target } from "./routing.ts"

/** The movie that is meant, and what waited for movies that turned out to be the same one. */
export interface Found {
  readonly id: MovieId | undefined
  readonly letters: ReadonlyArray<LoggedEvent>
}

const only = (id: MovieId | undefined): Found => ({ id, letters: [] })

/** Every movie that the names of a hint lead to, each once, in the order of the names. */
const ownersOf = Effect.fnUntraced(function* (drafts: Drafts, hint: Hint) {
  const owners = new Set<MovieId>()
  for (const ref of [hint.movie, ...(hint.aliases ?? [])]) {
    const id = yield* drafts.resolve(ref)
    if (id !== undefined) owners.add(id)
  }
  return [...owners]
})

/** Born by the names that lead nowhere yet. */
const create = Effect.fnUntraced(function* (tools: CycleTools, drafts: Drafts, hint: Hint, event: Event) {
  const free = yield* Effect.filter(aliasesOf(hint), (alias) =>
    Effect.map(drafts.resolve(alias), (owner) => owner === undefined)
  )
  const { id, identity } = yield* createMovie(drafts, { ...hint, movie: free[0] ?? hint.movie, aliases: free }, event)
  const { aliases, title, year } = identity
  emit(tools, drafts, { type: "MovieCreated", movie: id, aliases, title, year }, event)
  return id
})

/** The file shows another film than it did: it leaves the movie it was of. */
const letFileGo = (drafts: Drafts, { id, identity }: Movie, path: string): void => {
  const alias = aliasOf("file", path)
  const files = identity.files.filter((file) => file.path !== path)
  const aliases = identity.aliases.filter((each) => each !== alias)
  drafts.setIdentity(id, withRare({ ...identity, files, aliases }, identity))
}

const holdsPath = ({ identity }: Movie, event: Event): boolean =>
  event.type === "VideoFileDetected" && identity.aliases.includes(aliasOf("file", event.path))

/** The event's first name is that of another film than the movie which its other names lead to: an id beats all. */
const isOfAnother = Effect.fnUntraced(function* (drafts: Drafts, hint: Hint, movie: Movie) {
  return namesAnother(movie.identity, hint.movie) && (yield* drafts.resolve(hint.movie)) === undefined
})

/** The movies of a hint that gives several names, made one where they are. */
const unite = Effect.fnUntraced(function* (tools: CycleTools, drafts: Drafts, hint: Hint, event: Event) {
  const [first, ...others] = yield* ownersOf(drafts, hint)
  if (first === undefined) return only(canBeBorn(hint) ? yield* create(tools, drafts, hint, event) : undefined)
  let movie = (yield* drafts.movie(first))!
  if (yield* isOfAnother(drafts, hint, movie)) {
    // Once a person has said which film a movie is, its file stays with it, whatever it is called.
    if (holdsPath(movie, event) && movie.identity.match !== undefined) return only(first)
    if (event.type === "VideoFileDetected" && holdsPath(movie, event)) letFileGo(drafts, movie, event.path)
    const id = yield* create(tools, drafts, hint, event)
    // A use that this event states was counted by its other names: it does not wait for the movie that is born now.
    drafts.patch(id).statistics = countedUpTo(newStatistics, event.at)
    return only(id)
  }
  const letters: Array<LoggedEvent> = []
  for (const id of others) {
    const other = yield* drafts.movie(id)
    if (other === undefined) continue
    if (areOtherFilms(movie.identity, other.identity)) {
      if (event.type !== "VideoFileDetected" || !holdsPath(other, event)) continue
      if (other.identity.match !== undefined) return { id, letters } satisfies Found as Found
      letFileGo(drafts, other, event.path)
      continue
    }
    if (areApart(movie, other)) {
      // The file is where a person put it.
      if (holdsPath(other, event)) return { id, letters } satisfies Found as Found
      continue
    }
    const pair = whichIsKept(movie, other)
    letters.push(...(yield* mergeByItself(tools, drafts, pair, event, "an event names both")))
    movie = (yield* drafts.movie(pair[0].id))!
  }
  return { id: movie.id, letters } satisfies Found as Found
})

/** A video that is no film makes no movie; that it was passed over is said. */
const ignore = (tools: CycleTools, drafts: Drafts, event: Event): void => {
  if (event.type !== "VideoFileDetected") return
  const ignored = ignoredBecause(event)
  if (ignored !== undefined) emit(tools, drafts, { type: "FileIgnored", path: event.path, ...ignored }, event)
}

/** The movie that a target means: found, born, or put together out of several. */
export const findOrCreate = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  target: Target,
  event: Event
) {
  const { hint } = target
  if (hint === undefined) {
    const id = yield* drafts.resolve(target.ref)
    if (id === undefined) ignore(tools, drafts, event)
    return only(id)
  }
  if ((hint.aliases ?? []).length > 0) return yield* unite(tools, drafts, hint, event)
  const known = yield* findMovie(drafts, hint)
  return only(known ?? (canBeBorn(hint) ? yield* create(tools, drafts, hint, event) : undefined))
})

/** The names of an event that may become a movie's. */
export const namesFor = ({ identity }: Movie, hint: Hint | undefined): ReadonlyArray<Alias> =>
  hint?.aliases === undefined ? [] : acceptable(identity, aliasesOf(hint))
