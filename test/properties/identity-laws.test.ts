/**
 * Who is who, whatever files, providers and persons say: no name leads to two movies, every id ever given leads somewhere,
 * and nothing that belongs to a movie is lost when movies become one, two, or another film.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import type { EventInput } from "../../src/domain/event.ts"
import { aliasOf, type MovieRef } from "../../src/domain/identity.ts"
import type { Movie } from "../../src/domain/movie.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import { recordsText, replayRecords } from "../../src/infra/json-store/replay-records.ts"
import { recordBreaches } from "../../src/machines/record-invariants.ts"
import { isFilmAlias } from "../../src/services/identity/film-ids.ts"
import { popularityAt } from "../../src/services/statistics/popularity.ts"
import { defaultStatisticsSettings } from "../../src/services/statistics/use.ts"
import { Store } from "../../src/services/store.ts"
import { seed } from "../support/arbitraries/actor-actions.ts"
import { type IdentityAction, identityActions } from "../support/arbitraries/identity-actions.ts"
import { type IdentityWorld, imdb, inIdentityWorld, pathOf, rest, tmdb } from "../support/identity-world.ts"
import { runs } from "../support/runs.ts"
import { advance } from "../support/virtual.ts"

const numRuns = runs(60, 400)

describe("whatever is said of who movies are", () => {
  it("names lead to one movie, nothing is lost, and the journal tells the same records (LIFE-6, LIFE-7, STORE-1, STORE-3)", () =>
    fc.assert(
      fc.asyncProperty(seed, identityActions, (number, happens) =>
        inIdentityWorld(
          number,
          Effect.fnUntraced(function* (world) {
            const told = newAccount()
            for (const action of happens) {
              const before = yield* world.records
              const event = eventFor(action, before, told)
              if (action.kind === "restart") yield* world.restart(action.how as "kill")
              if (event !== undefined) yield* world.publish(event)
              yield* rest(world)
              // Of two words in one moment nobody could say which is the newer.
              yield* advance(1)
              yield* account(world, told, action, event, before)
            }
            yield* sameFromJournal(world)
          })
        )
      ),
      { numRuns }
    ))
})

// Helpers

/** What was said, from outside. */
interface Account {
  plays: number
  edits: number
  /** The newest word on each field. */
  readonly newest: Map<string, string>
}

const newAccount = (): Account => ({ plays: 0, edits: 0, newest: new Map() })

const pick = <A>(items: ReadonlyArray<A>, place: number): A | undefined => items[place % Math.max(1, items.length)]

/** Ids that were merged away are used as well. */
const refOf = (movies: ReadonlyArray<Movie>, place: number): MovieRef | undefined => {
  const refs = movies.flatMap(({ id, identity }) => [id, ...(identity.merged ?? []).map((merged) => merged.id)])
  return pick(refs, place)
}

const claimed = ({ film, other, server }: Extract<IdentityAction, { readonly kind: "claim" }>): EventInput => ({
  type: "MovieRequested",
  movie: server ? aliasOf("server", `shelf/${film}`) : tmdb(film),
  level: "initial",
  aliases: [imdb(other)]
})

const split = (movie: Movie, action: Extract<IdentityAction, { readonly kind: "split" }>): EventInput | undefined => {
  const { files, merged = [] } = movie.identity
  const file = pick(files, action.other)?.path
  const gone = pick(merged, action.other)?.id
  if (action.file && file !== undefined) return { type: "MovieSplit", movie: movie.id, file }
  return gone === undefined ? undefined : { type: "MovieSplit", movie: movie.id, merged: gone }
}

const editedBy = (told: Account, movie: MovieRef, field: "title" | "overview"): EventInput => {
  const value = `word ${++told.edits}`
  told.newest.set(field, value)
  return { type: "MovieEdited", movie, field, value }
}

const eventFor = (action: IdentityAction, movies: ReadonlyArray<Movie>, told: Account): EventInput | undefined => {
  if (action.kind === "restart") return undefined
  if (action.kind === "detect") {
    const { copy, film, names } = action
    const aliases = names ? { aliases: [tmdb(film)] } : {}
    return { type: "VideoFileDetected", path: pathOf(film, copy), title: `Film ${film}`, sizeBytes: copy, ...aliases }
  }
  if (action.kind === "claim") return claimed(action)
  if (action.kind === "purge") {
    return { type: "ProviderPurged", provider: action.provider, movies: movies.map(({ id }) => id) }
  }
  const movie = refOf(movies, action.one)
  if (movie === undefined) return undefined
  switch (action.kind) {
    case "ask":
      return { type: "MovieRequested", movie, level: action.level }
    case "play":
      return { type: "MovieViewed", movie }
    case "pin":
      return { type: "MoviePinned", movie }
    case "unpin":
      return { type: "MovieUnpinned", movie }
    case "edit":
      return editedBy(told, movie, action.field)
    case "merge": {
      const [a, b] = [pick(movies, action.one)!.id, pick(movies, action.other)!.id]
      return a === b ? undefined : { type: "MoviesMerged", movie: a, merged: b }
    }
    case "split":
      return split(pick(movies, action.one)!, action)
    case "match": {
      const to = action.to === null ? null : (action.imdb ? imdb : tmdb)(action.to)
      return { type: "MovieMatched", movie, to, by: "me" }
    }
    case "undo":
      return { type: "MovieMatched", movie, undo: true }
  }
}

const isUse: ReadonlySet<string> = new Set(["play", "ask", "claim"])

const namesIn = ({ id, identity }: Movie): ReadonlyArray<string> => [
  id,
  ...identity.aliases,
  ...(identity.merged ?? []).map((merged) => merged.id)
]

const twice = (names: ReadonlyArray<string>) => names.filter((name, place) => names.indexOf(name) !== place)

const sum = (movies: ReadonlyArray<Movie>, of: (movie: Movie) => number) =>
  movies.reduce((all, movie) => all + of(movie), 0)

const pathsIn = (movies: ReadonlyArray<Movie>) =>
  movies.flatMap(({ identity }) => identity.files.map(({ path }) => path))

const account = Effect.fnUntraced(function* (
  world: IdentityWorld,
  told: Account,
  action: IdentityAction,
  event: EventInput | undefined,
  before: ReadonlyArray<Movie>
) {
  if (action.kind === "play" && event !== undefined) told.plays++
  const after = yield* world.records
  const now = (yield* world.history).at(-1)?.event.at ?? 0
  const names = after.flatMap(namesIn)
  assert.deepStrictEqual(twice(names), [], "a name leads to two movies")
  yield* everyNameLeads(world, action, before, names)
  assert.deepStrictEqual(twice(pathsIn(after)), [], "a file is of two movies")
  assert.includeMembers(pathsIn(after), pathsIn(before) as Array<string>, "a file was lost")
  assert.strictEqual(
    sum(after, ({ statistics }) => statistics.viewCount),
    told.plays,
    "views"
  )
  if (!isUse.has(action.kind)) {
    const worth = (movies: ReadonlyArray<Movie>) =>
      sum(movies, ({ statistics }) => popularityAt(statistics, now, defaultStatisticsSettings.halfLifeMs))
    assert.approximately(worth(after), worth(before), 1e-6, "popularity")
  }
  editsStand(told, after)
  for (const movie of after) {
    assert.strictEqual(movie.lifecycle.pinned, movie.identity.pin !== null, "a pin that the actor does not know")
    assert.deepStrictEqual(recordBreaches(movie, now), [])
  }
  if (action.kind === "purge") purgedIn(before, after, action.provider)
  if (action.kind === "merge" && event !== undefined && after.length < before.length) pinsStay(before, after)
})

/** Nothing that the provider had said before is there any more; what somebody wants is learnt anew. */
const purgedIn = (before: ReadonlyArray<Movie>, after: ReadonlyArray<Movie>, provider: string) => {
  const saidIn = ({ id, knowledge }: Movie) =>
    Object.entries(knowledge.fields).flatMap(([field, { previous, ...known }]) =>
      [known, previous].flatMap((each) => (each?.source === provider ? [`${id} ${field} ${each.fetchedAt}`] : []))
    )
  const said = new Set(before.flatMap(saidIn))
  assert.deepStrictEqual(
    after.flatMap(saidIn).filter((each) => said.has(each)),
    [],
    "what was purged is still there"
  )
}

/** The newest word on a field stands in some record: nothing can have outdone it. */
const editsStand = (told: Account, after: ReadonlyArray<Movie>) => {
  for (const [field, value] of told.newest) {
    const words = after.map(({ knowledge }) => knowledge.fields[field as "title"])
    assert.isTrue(
      words.some((known) => known?.source === "person" && known.value === value),
      `the word on ${field} is lost`
    )
  }
}

const pinsStay = (before: ReadonlyArray<Movie>, after: ReadonlyArray<Movie>) => {
  const pinned = before.filter(({ identity }) => identity.pin !== null).map(({ id }) => id)
  for (const id of pinned) {
    const movie = after.find((each) => namesIn(each).includes(id))
    assert.isNotNull(movie?.identity.pin, "a pin is lost")
  }
}

/** Only a person's word on which film a movie is takes a name away, and only a film's. */
const everyNameLeads = Effect.fnUntraced(function* (
  world: IdentityWorld,
  action: IdentityAction,
  before: ReadonlyArray<Movie>,
  names: ReadonlyArray<string>
) {
  const lost = before.flatMap(namesIn).filter((name) => !names.includes(name))
  const isTaken = action.kind === "match" || action.kind === "undo"
  assert.deepStrictEqual(
    lost.filter((name) => !(isTaken && isFilmAlias(name as MovieRef))),
    [],
    "a name leads nowhere"
  )
  const store = world.get(Store)
  const created = (yield* world.history).flatMap(({ event }) => (event.type === "MovieCreated" ? [event.movie] : []))
  for (const ref of [...created, ...names]) {
    assert.isDefined(yield* Effect.orDie(store.resolve(ref as MovieRef)), `${ref} leads nowhere`)
  }
})

const sameFromJournal = Effect.fnUntraced(function* (world: IdentityWorld) {
  yield* advance(1_000)
  yield* world.restart("close")
  yield* rest(world)
  yield* Effect.orDie(world.get(Store).checkpoint)
  const replay = (from: "start" | "checkpoint") =>
    Effect.orDie(replayRecords(MemoryStore.directory, from).pipe(Effect.provide(world.disk.layer)))
  const [whole, last] = [yield* replay("start"), yield* replay("checkpoint")]
  assert.strictEqual(recordsText(last), recordsText(whole))
  assert.strictEqual(world.text("movies.json"), whole.movies)
})
