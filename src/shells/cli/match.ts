/** `reelstate match`: which movies nobody could tell, which films they may be, and a person's word on it, which can be taken back. */
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import type { Candidate } from "../../domain/event.ts"
import type { Alias } from "../../domain/identity.ts"
import type { Movie } from "../../domain/movie.ts"
import { candidatesFor } from "../../services/enrichers/identify-movie.ts"
import { EventBus } from "../../services/event-bus.ts"
import { Store } from "../../services/store.ts"
import { shown } from "../terminal/format.ts"
import { matchLines, type MatchRow } from "../terminal/match-lines.ts"
import { CommandFailed } from "./failures.ts"
import { findMovie, titleOf } from "./find-movie.ts"
import { changing, changingAlone, type LibraryAccess, looking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, sourceFlags } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"
import { tellEvents, withEvents } from "./tell-events.ts"

export const dryRunFlag = Flag.Boolean("dry-run").pipe(
  Flag.withDescription("Say what would happen, and change nothing"),
  Flag.withDefault(false)
)

const flags = {
  movie: Argument.String("movie").pipe(
    Argument.withDescription("A title, an alias or an id; without one, the movies that need a match are listed"),
    Argument.optional
  ),
  film: Argument.String("film").pipe(
    Argument.withDescription("Which film it is: tmdb:13 or imdb:tt0109830, or none"),
    Argument.optional
  ),
  search: Flag.Boolean("search").pipe(
    Flag.withDescription("Ask the provider which films it may be; decides nothing"),
    Flag.withDefault(false)
  ),
  undo: Flag.Boolean("undo").pipe(
    Flag.withDescription("Take the last word on this movie back: what was known before is known again"),
    Flag.withDefault(false)
  ),
  dryRun: dryRunFlag,
  library: libraryFlag,
  ...sourceFlags,
  json: jsonFlag
}

const rowOf = ({ id, identity }: Movie, candidates: ReadonlyArray<Candidate>): MatchRow => ({
  id,
  title: identity.title,
  year: identity.year,
  file: identity.files[0]?.path ?? null,
  reason: identity.unmatched?.reason ?? null,
  candidates
})

/** Only a movie whose last try failed can be one that nobody could tell: no other record is read. */
const waiting = Effect.gen(function* () {
  const store = yield* Store
  const rows: Array<MatchRow> = []
  for (const { id, lifecycle } of store.all()) {
    const movie = lifecycle.attempts > 0 ? yield* store.movie(id) : undefined
    const unmatched = movie?.identity.unmatched
    if (movie !== undefined && unmatched !== undefined) rows.push(rowOf(movie, unmatched.candidates))
  }
  return rows as ReadonlyArray<MatchRow>
})

const tellRows = (rows: ReadonlyArray<MatchRow>, json: boolean) =>
  json ? printJson(rows) : printLines(matchLines(rows, paint))

/** The film that the words name: null for none; undefined when they name none that can be looked up. Pure. */
export const filmFrom = (words: string): Alias | null | undefined => {
  if (words === "none") return null
  return /^(?:tmdb:\d{1,10}|imdb:tt\d{5,10})$/.test(words) ? (words as Alias) : undefined
}

interface Asked {
  readonly movie: string
  readonly to: Alias | null | undefined
}

const consequence = Effect.fnUntraced(function* ({ movie, to }: Asked) {
  const store = yield* Store
  const { id, identity } = yield* findMovie(movie)
  const name = titleOf(identity)
  if (to === undefined) {
    const word = identity.match
    if (word === undefined) return `Nobody has said which film ${name} is: there is nothing to take back.`
    return `${name} would no longer be ${word.to ?? "none of the films"}, but what it was before.`
  }
  if (to === null) return `${name} would be none of the films: what providers said of it would go.`
  const owner = yield* store.resolve(to)
  if (owner === id) return `${name} is ${to} already: your word would confirm it.`
  const other = owner === undefined ? undefined : yield* store.movie(owner)
  return other === undefined
    ? `${name} would be ${to}: what is known of another film would go, and it would be learnt anew.`
    : `${name} would become one with ${titleOf(other.identity)} (${other.id}), which is ${to}.`
})

const decided = (access: LibraryAccess, asked: Parameters<typeof changing>[1], { movie, to }: Asked) =>
  changing(access, asked, () =>
    Effect.gen(function* () {
      const bus = yield* EventBus
      const { id, identity } = yield* findMovie(movie)
      if (to === undefined && identity.match === undefined) {
        const detail = `Nobody has said which film ${titleOf(identity)} is: there is nothing to take back.`
        return yield* new CommandFailed({ detail })
      }
      const word = to === undefined ? { undo: true } : { to }
      const told = yield* withEvents(bus.publish({ type: "MovieMatched", movie: id, ...word, by: "command line" }))
      const done = to === undefined ? "is again what it was before" : `is ${to ?? "none of the films that are listed"}`
      yield* tellEvents(`${titleOf(identity)} ${done}. Take it back: reelstate match ${id} --undo`, told, asked.json)
    })
  )

export const match = Command.make(
  "match",
  flags,
  Effect.fnUntraced(function* ({ dryRun, film, library, movie, search, undo, ...asked }) {
    const access = { directory: library, what: "reelstate match" }
    if (Option.isNone(movie)) return yield* tellRows(yield* looking(access, () => waiting), asked.json)
    const words = Option.getOrElse(film, () => "")
    const to = filmFrom(words)
    if (words !== "" && (undo || search)) {
      return yield* new CommandFailed({ detail: "Name a film, or say --search or --undo: one of them." })
    }
    if (search || (words === "" && !undo)) return yield* candidates(access, asked, movie.value, search)
    if (!undo && to === undefined) {
      const detail = `"${shown(words, 60)}" names no film. Say tmdb:13, imdb:tt0109830, or none.`
      return yield* new CommandFailed({ detail })
    }
    const wish: Asked = { movie: movie.value, to: undo ? undefined : to }
    if (!dryRun) return yield* decided(access, asked, wish)
    const sentence = yield* looking(access, () => consequence(wish))
    yield* asked.json ? printJson({ would: sentence }) : printLines([sentence])
  })
).pipe(
  Command.withDescription("Say which film a movie is; without arguments, list those that nobody could tell"),
  Command.withExamples([
    { command: "reelstate match", description: "Movies that need a match, with candidates, scores and reasons" },
    { command: 'reelstate match "Up" --search', description: "Ask the provider which films it may be" },
    { command: 'reelstate match "Up" tmdb:14160', description: "It is that film, whatever the file is called" },
    { command: 'reelstate match "Up" --undo', description: "Take it back" }
  ])
)

/** What the record says, or what the provider says now. */
const candidates = (access: LibraryAccess, asked: Parameters<typeof changing>[1], words: string, search: boolean) => {
  const known = Effect.gen(function* () {
    const movie = yield* findMovie(words)
    yield* tellRows([rowOf(movie, movie.identity.unmatched?.candidates ?? [])], asked.json)
  })
  if (!search) return looking(access, () => known)
  return changingAlone(access, asked, () =>
    Effect.gen(function* () {
      const movie = yield* findMovie(words)
      yield* tellRows([rowOf(movie, yield* candidatesFor(movie, "person"))], asked.json)
    })
  )
}
