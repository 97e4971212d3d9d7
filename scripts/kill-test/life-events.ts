/**
 * What the busy child publishes. Every event follows from seed, life, publisher and number, so that the next life can send
 * again what the last one was about to send when it died, under the same ids, as an honest sender would.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { EventInput, InboundBody } from "../../src/domain/event.ts"
import type { Alias } from "../../src/domain/identity.ts"
import { levels } from "../../src/domain/level.ts"
import { seededRandom, type SeededRandom } from "./seeded-random.ts"

export const publishersMax = 14
/** The last two publish in batches: small ones, and ones of some ten kilobytes. */
const batchSizesMax: ReadonlyMap<number, number> = new Map([
  [publishersMax - 2, 16],
  [publishersMax - 1, 250]
])

const usedMovies = 48
const forgettableMovies = 8

export interface MoviePool {
  /** Movies that are used, pinned, edited and forgotten by housekeeping. */
  readonly used: ReadonlyArray<Alias>
  /** Movies that a person forgets altogether, and asks for again. */
  readonly forgettable: ReadonlyArray<Alias>
}

/** The first films of the fixtures. */
export const moviePool = (fixtures: string): MoviePool => {
  const text = readFileSync(join(fixtures, "tmdb-details.ndjson"), "utf8")
  const ids = [...text.matchAll(/"key":"tmdb \/movie\/(\d+)"/g)].map((match): Alias => `tmdb:${match[1]}`)
  return { used: ids.slice(0, usedMovies), forgettable: ids.slice(usedMovies, usedMovies + forgettableMovies) }
}

export interface Turn {
  readonly seed: string
  readonly life: number
  readonly publisher: number
  readonly number: number
}

type Kind = (random: SeededRandom, movie: Alias, turn: Turn) => InboundBody

/** Some uses come from sessions that say the same again within their next few events. */
const sessionOf = (random: SeededRandom, { life, publisher, number }: Turn) =>
  random.chance(0.3) ? { session: `s${life}.${publisher}.${number >> 3}` } : {}

const editOf: Kind = (random, movie, { number }) => {
  const field = random.pick(["tagline", "overview", "title"] as const)
  if (random.chance(0.25)) return { type: "MovieEdited", movie, field, undo: true }
  return { type: "MovieEdited", movie, field, value: `Edited ${number} ${"words ".repeat(random.below(40))}` }
}

/** How often, and what. */
const kinds: ReadonlyArray<readonly [weight: number, kind: Kind]> = [
  [26, (random, movie, turn) => ({ type: "MovieViewed", movie, ...sessionOf(random, turn) })],
  [12, (random, movie, turn) => ({ type: "PlaybackStarted", movie, ...sessionOf(random, turn) })],
  [8, (_random, movie) => ({ type: "SearchHit", movie, query: "a film" })],
  [6, (_random, movie) => ({ type: "RecommendationShown", movie })],
  [16, (random, movie) => ({ type: "MovieRequested", movie, level: random.pick(levels) })],
  [3, (_random, movie) => ({ type: "RelatedMovieRequested", movie, title: "A hint" })],
  [3, (_random, movie) => ({ type: "BulkImportRequested", movies: [{ movie, title: "Imported", year: 1999 }] })],
  [1, (_random, movie) => ({ type: "TrendingMoviesFetched", movies: [{ movie }] })],
  [4, (_random, movie, { number }) => ({ type: "MoviePinned", movie, by: `nobody ${number}` })],
  [4, (_random, movie) => ({ type: "MovieUnpinned", movie })],
  [10, editOf],
  [2, (_random, movie) => ({ type: "ProviderRefreshRequested", movie })],
  [2, (_random, movie) => ({ type: "EnrichmentRequested", movie, level: "deep" })],
  [
    3,
    (random, movie) => ({
      type: "VideoFileDetected",
      path: `/films/${movie.slice(5)}.${random.below(3)}.mkv`,
      aliases: [movie]
    })
  ]
]
const weights = kinds.reduce((sum, [weight]) => sum + weight, 0)

const bodyOf = (random: SeededRandom, pool: MoviePool, turn: Turn): InboundBody => {
  if (random.chance(0.03)) {
    const movie = random.pick(pool.forgettable)
    return random.chance(0.3) ? { type: "MovieForgotten", movie } : { type: "MovieRequested", movie, level: "medium" }
  }
  // Some movies are everybody's favourites: changes of one movie that come close together are the harder case.
  const movie = random.chance(0.3) ? random.pick(pool.used.slice(0, 4)) : random.pick(pool.used)
  let at = random.below(weights)
  for (const [weight, kind] of kinds) {
    at -= weight
    if (at < 0) return kind(random, movie, turn)
  }
  throw new Error("the weights do not add up")
}

/** The id of one event of a turn: what the parent hears when it is acknowledged. */
const idOf = ({ life, publisher, number }: Turn, place: number): string => `k${life}.${publisher}.${number}.${place}`

/** What a publisher publishes in its turn: one event, or a batch that is durable as a whole. */
export const eventsOf = (turn: Turn, pool: MoviePool): ReadonlyArray<EventInput> => {
  const { seed, life, publisher, number } = turn
  const random = seededRandom(`${seed} ${life} ${publisher} ${number}`)
  const count = 1 + random.below(batchSizesMax.get(publisher) ?? 1)
  return Array.from({ length: count }, (_, place) => ({ ...bodyOf(random, pool, turn), id: idOf(turn, place) }))
}
