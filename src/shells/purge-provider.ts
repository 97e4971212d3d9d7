/**
 * Everything that a library has from one provider, and its removal: values and pictures movie by movie as an event, then the
 * response cache and the recordings. First the plan, which touches nothing.
 */
import { Effect } from "effect"
import { itemsPerEventMax, type PurgedProvider } from "../domain/event.ts"
import type { MovieId } from "../domain/identity.ts"
import { purgeMovie, purgesImages, valuesFrom } from "../domain/purge-knowledge.ts"
import { HybridReport } from "../infra/hybrid/hybrid-provider.ts"
import { imdbDirectory } from "../infra/imdb-data-set/imdb-index.ts"
import { imdbIndexBytes, removeImdbIndex } from "../infra/imdb-data-set/remove-imdb-index.ts"
import { ProviderBudgets } from "../infra/http/provider-budgets.ts"
import { ResponseCache } from "../infra/http/response-cache.ts"
import { AtRest } from "../services/at-rest.ts"
import { CacheManager } from "../services/cache-manager.ts"
import { EventBus } from "../services/event-bus.ts"
import { PeopleSweeper } from "../services/people-sweeper.ts"
import { Store } from "../services/store.ts"

export interface PurgePlan {
  readonly provider: PurgedProvider
  readonly movies: ReadonlyArray<MovieId>
  readonly values: number
  /** Movies whose level does not hold without the provider. */
  readonly downgraded: number
  readonly images: number
  readonly imageBytes: number
  readonly cacheBytes: number
  readonly recordedAnswers: number
  readonly recordingBytes: number
  /** The index of IMDb's data sets, finished or not; null when it does not go. */
  readonly index: { readonly directory: string; readonly bytes: number } | null
}

/** Pictures come from TMDB's host, under TMDB's terms. */
const storesOf = (provider: PurgedProvider): ReadonlyArray<PurgedProvider> =>
  provider === "tmdb" ? ["tmdb", "images"] : [provider]

const indexOf = (provider: PurgedProvider, library: string | undefined) => {
  if (provider !== "imdb" || library === undefined) return Effect.succeed(null)
  const directory = imdbDirectory(library)
  return Effect.map(imdbIndexBytes(directory), (bytes) => (bytes === 0 ? null : { directory, bytes }))
}

/** Reads every record. `library` is the directory of a library that has one. */
export const planPurge = Effect.fnUntraced(function* (provider: PurgedProvider, now: number, library?: string) {
  const store = yield* Store
  const budgets = yield* ProviderBudgets.use(({ status }) => status)
  const recordings = (yield* HybridReport).status()
  const movies: Array<MovieId> = []
  const sums = { values: 0, downgraded: 0, images: 0, imageBytes: 0 }
  for (const { id } of store.all()) {
    const movie = yield* store.movie(id)
    if (movie === undefined) continue
    const values = valuesFrom(movie.knowledge, provider)
    const images = purgesImages(provider) ? store.imagesOf(id).filter(({ doomed }) => !doomed) : []
    if (values === 0 && images.length === 0) continue
    movies.push(id)
    sums.values += values
    sums.images += images.length
    sums.imageBytes += images.reduce((sum, { bytes }) => sum + bytes, 0)
    if (purgeMovie(movie, provider, now).lowered !== null) sums.downgraded += 1
  }
  const names = storesOf(provider)
  const kept = recordings.filter((each) => names.includes(each.provider)).map(({ recording }) => recording)
  const plan: PurgePlan = {
    provider,
    movies,
    ...sums,
    cacheBytes: budgets.reduce((sum, each) => sum + (names.includes(each.provider) ? (each.cache?.bytes ?? 0) : 0), 0),
    recordedAnswers: kept.reduce((sum, { answers }) => sum + answers, 0),
    recordingBytes: kept.reduce((sum, { bytes }) => sum + bytes, 0),
    index: yield* indexOf(provider, library)
  }
  return plan
})

/** Carries a plan out, and returns when files are gone too. What a crash leaves undone, the next purge finds. */
export const applyPurge = Effect.fnUntraced(function* ({ index, movies, provider }: PurgePlan, by: string) {
  const bus = yield* EventBus
  const atRest = yield* AtRest
  const cache = yield* ResponseCache
  const { purge } = yield* HybridReport
  // Answers first: nothing may come back from them while movies change.
  for (const name of storesOf(provider)) {
    yield* cache.purge(name)
    yield* purge(name)
  }
  if (index !== null) yield* removeImdbIndex(index.directory)
  for (let from = 0; from < movies.length; from += itemsPerEventMax) {
    yield* bus.publish({ type: "ProviderPurged", provider, movies: movies.slice(from, from + itemsPerEventMax), by })
    yield* atRest.wait
  }
  yield* CacheManager.use(({ sweep }) => sweep)
  yield* PeopleSweeper.use(({ sweep }) => sweep)
})
