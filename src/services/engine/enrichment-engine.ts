/**
 * The engine behind a movie's port "enrich": it identifies the movie, runs the enrichers of the level in order, and states
 * what they learnt and what it cost. It never writes a record, only that an image file is about to be written, so that none is
 * ever there unlisted (SAFE-1). It does not catch defects: the supervisor owns crashes.
 */
import { Clock, Context, Effect, Layer, Random } from "effect"
import { aliasOf, type MovieId } from "../../domain/identity.ts"
import type { Movie } from "../../domain/movie.ts"
import { secondMs } from "../../domain/time.ts"
import type { DataProvider } from "../data-provider.ts"
import { type EnricherServices, EnrichmentSettings, type Subject } from "../enrichers/enricher.ts"
import {
  type Enrichment,
  EnrichmentEngine,
  EnrichmentError,
  type EnrichmentRequest,
  type LearntImage
} from "../enrichment.ts"
import { ImageFiles, type ImageHold } from "../image-files.ts"
import { ImdbTitles } from "../imdb-titles.ts"
import { type CallCount, CallMeter, meterInto } from "../providers/call-meter.ts"
import { ImageProvider } from "../providers/image-provider.ts"
import { ImdbProvider } from "../providers/imdb-provider.ts"
import { providersLayer } from "../providers/providers-layer.ts"
import { TmdbProvider } from "../providers/tmdb-provider.ts"
import { WikipediaProvider } from "../providers/wikipedia-provider.ts"
import { Store } from "../store.ts"
import { answerUnder, tmdbIdsOf } from "./answer-under.ts"
import { type Failure, failureFrom, movieGone, tookTooLong } from "./failure.ts"
import { makeMovieAnswers, type MovieAnswers } from "./movie-answers.ts"
import { levelRetryAt } from "./retry-times.ts"
import { type Gathered, nothingGathered, runEnrichers } from "./run-enrichers.ts"
import { selectEnrichers } from "./select-enrichers.ts"

type Services = EnricherServices | TmdbProvider | Store

const storeLimitMs = 30 * secondMs

const readMovie = Effect.fnUntraced(function* (request: EnrichmentRequest): Effect.fn.Return<Movie, Failure, Store> {
  const store = yield* Store
  const late = () => Effect.fail(tookTooLong("Reading the movie", storeLimitMs))
  const movie = yield* store
    .movie(request.movie)
    .pipe(Effect.mapError(failureFrom), Effect.timeoutOrElse({ duration: storeLimitMs, orElse: late }))
  if (movie === undefined) return yield* Effect.fail(movieGone)
  return movie
})

/** The manifest knows a file before the disk does. */
const announceTo = (store: Store["Service"], movie: MovieId) => (image: LearntImage) =>
  Effect.suspend(() => {
    const { file, kind, size } = image
    const isListed = store
      .imagesOf(movie)
      .some((listed) => listed.file === file && listed.kind === kind && listed.size === size)
    if (isListed) return Effect.void
    return Effect.asVoid(store.commit({ images: [{ ...image, movie, doomed: true }] }))
  })

const gatherFor = Effect.fnUntraced(function* (
  request: EnrichmentRequest,
  answers: MovieAnswers,
  settings: EnrichmentSettings,
  hold: ImageHold
): Effect.fn.Return<Gathered, Failure, Services> {
  const movie = yield* readMovie(request)
  const { enrichers, parts } = selectEnrichers(request, movie, yield* Clock.currentTimeMillis)
  if (enrichers.length === 0) return nothingGathered
  const ids = yield* tmdbIdsOf(movie, request)
  const forget = () => ids.forEach(answers.forget)
  // A refresh wants to know what TMDB says now, not what it said a moment ago.
  if (request.task === "refresh") forget()
  const store = yield* Store
  const named = aliasOf("tmdb", ids[0]!)
  const subject: Subject = {
    movie,
    aliases: movie.identity.aliases,
    images: store.imagesOf(request.movie),
    tmdb: answerUnder(movie, ids, answers, parts, request),
    settings,
    hold,
    announce: announceTo(store, request.movie),
    lane: request.lane
  }
  const before = movie.identity.aliases.includes(named) ? nothingGathered : { ...nothingGathered, aliases: [named] }
  // The answer that made a level fail must not make its next try fail as well.
  return yield* runEnrichers(enrichers, subject, before).pipe(Effect.tapError(() => Effect.sync(forget)))
})

const failed = Effect.fnUntraced(function* (
  request: EnrichmentRequest,
  failure: Failure,
  providerCalls: number
): Effect.fn.Return<never, EnrichmentError> {
  const { reason, detail, candidates, aliases } = failure
  const retryAt = levelRetryAt(failure, request.attempts, yield* Clock.currentTimeMillis, yield* Random.next)
  const found = { ...(candidates && { candidates }), ...(aliases && { aliases }) }
  return yield* new EnrichmentError({ level: request.level, reason, detail, retryAt, ...found, providerCalls })
})

const make = Effect.gen(function* () {
  const settings = yield* EnrichmentSettings
  const answers = makeMovieAnswers(yield* TmdbProvider)
  const images = yield* ImageFiles
  const titles = yield* ImdbTitles
  const holds = new WeakMap<Enrichment, ImageHold>()
  // Only the services: clock, chance and meter are those of whoever asks.
  const services = Context.pick(
    Store,
    TmdbProvider,
    ImdbProvider,
    WikipediaProvider,
    ImageProvider,
    ImageFiles
  )(yield* Effect.context<Services>())

  const enrich = Effect.fnUntraced(function* (
    request: EnrichmentRequest
  ): Effect.fn.Return<Enrichment, EnrichmentError> {
    const startedAt = yield* Clock.currentTimeMillis
    const count: CallCount = { calls: 0, imageBytes: 0 }
    const hold = images.hold()
    const [gathered, endedAt] = yield* gatherFor(request, answers, settings, hold).pipe(
      Effect.provideContext(services),
      Effect.provideService(ImdbTitles, titles),
      Effect.provideService(CallMeter, meterInto(count)),
      Effect.catch((failure) => failed(request, failure, count.calls)),
      Effect.zip(Clock.currentTimeMillis),
      Effect.onError(() => Effect.sync(hold.release))
    )
    const { calls: providerCalls, imageBytes: bytes } = count
    const durationMs = endedAt - startedAt
    const enrichment: Enrichment = { ...gathered, level: request.level, providerCalls, bytes, durationMs }
    holds.set(enrichment, hold)
    return enrichment
  })

  const settled = (enrichment: Enrichment) => holds.get(enrichment)?.release()
  return EnrichmentEngine.of({ enrich, settled })
})

/** The engine over providers of the caller's choice. */
export const engineLayer: Layer.Layer<EnrichmentEngine, never, Services> = Layer.effect(EnrichmentEngine, make)

/** The engine with its providers, over whatever gets the bytes. */
export const enrichmentLayer: Layer.Layer<EnrichmentEngine, never, DataProvider | Store | ImageFiles> =
  engineLayer.pipe(Layer.provide(providersLayer))
