/** TMDB: knows what to ask and what the answer means; a data provider gets the bytes. */
import { Context, Effect, Layer } from "effect"
import { cleanLine } from "../../domain/text.ts"
import { DataProvider, type Lane, type ProviderError, type ProviderRequest } from "../data-provider.ts"
import type { AnswerReader } from "./answer-reader.ts"
import { askJson, CallTimeoutMs } from "./ask.ts"
import { answerInvalid, notThere, refused } from "./provider-failures.ts"
import {
  changesIn,
  closeHitIn,
  configurationIn,
  filmographyIn,
  foundIn,
  pageIn,
  pageMax,
  type TmdbChanges,
  type TmdbConfiguration,
  type TmdbHit,
  type TmdbPage,
  type TmdbRole
} from "./tmdb-lists.ts"
import { imagesIn, type TmdbImages, type TmdbMovie, tmdbMovieIn } from "./tmdb-movie.ts"

/** What one answer about a movie holds: its details, or more appended to them. */
export type TmdbParts = "details" | "credits" | "deep" | "all"

const appended: Record<TmdbParts, ProviderRequest["query"]> = {
  details: {},
  credits: { append_to_response: "credits" },
  deep: { append_to_response: "external_ids,images,keywords", include_image_language: "en,null" },
  all: { append_to_response: "credits,external_ids,images,keywords", include_image_language: "en,null" }
}

export interface TmdbSearch {
  readonly query: string
  readonly year?: number | undefined
}

/** Days as `YYYY-MM-DD`; without them the last day. */
export interface TmdbSpan {
  readonly from?: string
  readonly to?: string
}

type Answer<A> = Effect.Effect<A, ProviderError>

export class TmdbProvider extends Context.Service<
  TmdbProvider,
  {
    readonly movie: (id: number, parts: TmdbParts, lane: Lane) => Answer<TmdbMovie>
    readonly search: (search: TmdbSearch, lane: Lane) => Answer<ReadonlyArray<TmdbHit>>
    /** One movie with its other titles and its running time: to tell it from others of a similar name. */
    readonly closeHit: (id: number, lane: Lane) => Answer<TmdbHit>
    /** The movies of a person, by TMDB's id of the person. */
    readonly personCredits: (person: number, lane: Lane) => Answer<ReadonlyArray<TmdbRole>>
    /** The movies that an IMDb id leads to: one, or none. */
    readonly find: (imdbId: string, lane: Lane) => Answer<ReadonlyArray<TmdbHit>>
    /** Pages count from 1; TMDB has 500 at most. */
    readonly discover: (page: number, lane: Lane) => Answer<TmdbPage>
    readonly trending: (window: "day" | "week", page: number, lane: Lane) => Answer<TmdbPage>
    readonly popular: (page: number, lane: Lane) => Answer<TmdbPage>
    /** The ids of movies that were changed in the last day, or from one day to another (`YYYY-MM-DD`, at most 14 days). */
    readonly changes: (span: TmdbSpan, page: number, lane: Lane) => Answer<TmdbChanges>
    /** The pictures of a movie, without language or in English. */
    readonly images: (id: number, lane: Lane) => Answer<TmdbImages>
    /** Where TMDB's pictures are, and in which sizes. */
    readonly configuration: (lane: Lane) => Answer<TmdbConfiguration>
  }
>()("reelstate/services/TmdbProvider") {}

/** TMDB's own status codes, for failures that come with HTTP 200. */
const statedFailure = (answer: AnswerReader): ProviderError | undefined => {
  if (answer.flag("success") !== false) return undefined
  const code = answer.integer("status_code", { min: 0, max: 1_000 })
  const detail = answer.line("status_message", 200) ?? `code ${code}`
  if (code === 34) return notThere("tmdb", detail)
  if (code === 25) return refused("tmdb", 429, detail)
  return code === 7 ? refused("tmdb", 401, detail) : answerInvalid("tmdb", detail)
}

const make = Effect.gen(function* () {
  const dataProvider = yield* DataProvider
  const timeoutMs = yield* CallTimeoutMs

  const asked = Effect.fnUntraced(function* <A>(
    path: string,
    query: ProviderRequest["query"],
    lane: Lane,
    read: (answer: AnswerReader) => A | undefined
  ): Effect.fn.Return<A, ProviderError> {
    const answer = yield* askJson(dataProvider, { provider: "tmdb", path, query, lane }, timeoutMs)
    const failure = statedFailure(answer)
    if (failure !== undefined) return yield* failure
    const value = read(answer)
    if (value === undefined) return yield* answerInvalid("tmdb", `the answer to ${path} lacks what was asked for`)
    return value
  })
  const pageOf = (page: number) => ({ page: Math.min(Math.max(Math.trunc(page) || 1, 1), pageMax) })

  return TmdbProvider.of({
    movie: (id, parts, lane) => asked(`/movie/${id}`, appended[parts], lane, tmdbMovieIn),
    search: ({ query, year }, lane) => {
      const text = cleanLine(query, 500)
      if (text === undefined) return Effect.succeed([])
      const narrowed = year === undefined ? { query: text } : { query: text, year }
      return Effect.map(asked("/search/movie", narrowed, lane, pageIn), (page) => page.hits)
    },
    personCredits: (person, lane) => asked(`/person/${person}/movie_credits`, {}, lane, filmographyIn),
    find: (imdbId, lane) => asked(`/find/${imdbId}`, { external_source: "imdb_id" }, lane, foundIn),
    discover: (page, lane) => asked("/discover/movie", pageOf(page), lane, pageIn),
    trending: (window, page, lane) => asked(`/trending/movie/${window}`, pageOf(page), lane, pageIn),
    popular: (page, lane) => asked("/movie/popular", pageOf(page), lane, pageIn),
    changes: ({ from, to }, page, lane) => {
      const span = {
        ...(from === undefined ? {} : { start_date: from }),
        ...(to === undefined ? {} : { end_date: to })
      }
      return asked("/movie/changes", { ...pageOf(page), ...span }, lane, changesIn)
    },
    images: (id, lane) => asked(`/movie/${id}/images`, { include_image_language: "en,null" }, lane, imagesIn),
    closeHit: (id, lane) => asked(`/movie/${id}`, { append_to_response: "alternative_titles" }, lane, closeHitIn),
    configuration: (lane) => asked("/configuration", {}, lane, configurationIn)
  })
})

/** TmdbProvider over the DataProvider. */
export const tmdbProviderLayer: Layer.Layer<TmdbProvider, never, DataProvider> = Layer.effect(TmdbProvider, make)
