/** What TMDB's answer about one movie means. Every field may be missing; what is there has been checked (SAFE-4). */
import { type Alias, aliasOf } from "../../domain/identity.ts"
import { yearMax, yearMin } from "../../domain/text.ts"
import type { AnswerReader, FieldNote } from "./answer-reader.ts"
import { creditsIn, type TmdbCredits, tmdbIdRange } from "./tmdb-credits.ts"

export interface TmdbExternalIds {
  readonly imdb?: string
  readonly wikidata?: string
}

/** The paths of a movie's pictures, as TMDB orders them. */
export interface TmdbImages {
  readonly posters: ReadonlyArray<string>
  readonly backdrops: ReadonlyArray<string>
}

export interface TmdbMovie {
  readonly id: number | undefined
  readonly imdbId: string | undefined
  readonly title: string | undefined
  readonly originalTitle: string | undefined
  /** `YYYY-MM-DD` */
  readonly releaseDate: string | undefined
  readonly year: number | undefined
  readonly runtimeMinutes: number | undefined
  readonly language: string | undefined
  readonly overview: string | undefined
  readonly tagline: string | undefined
  readonly status: string | undefined
  readonly posterPath: string | undefined
  readonly backdropPath: string | undefined
  readonly genres: ReadonlyArray<string> | undefined
  /** Out of 10; undefined while nobody has voted. */
  readonly rating: { readonly average: number; readonly votes: number } | undefined
  // The parts below are in an answer only when they were asked for.
  readonly credits: TmdbCredits | undefined
  readonly externalIds: TmdbExternalIds | undefined
  readonly images: TmdbImages | undefined
  readonly keywords: ReadonlyArray<string> | undefined
  readonly related: ReadonlyArray<Alias> | undefined
  /** Lists of which an item could not be read: what is missing there is not gone. */
  readonly torn: ReadonlySet<Names>
  /** Fields that could not be used, and why. */
  readonly notes: ReadonlyArray<FieldNote>
}

const titleLengthMax = 500
const nameLengthMax = 200
/** Minutes: five weeks, which is what the longest film there is takes. */
export const runtimeMax = 60_000
const imdbPattern = /^tt\d{5,10}$/
const wikidataPattern = /^Q\d{1,12}$/

export const yearOf = (date: string | undefined): number | undefined => {
  const year = date === undefined ? undefined : Number(date.slice(0, 4))
  return year !== undefined && year >= yearMin && year <= yearMax ? year : undefined
}

type Names = "genres" | "keywords"

/** The names of a list, each once. One that has items without a readable name is noted as torn. */
const namesIn = (
  answer: AnswerReader | undefined,
  field: Names,
  itemsMax: number,
  torn: Set<Names>
): ReadonlyArray<string> | undefined => {
  const names = answer?.list(field, itemsMax, (item) => item.line("name", nameLengthMax))
  if (answer === undefined || names === undefined) return undefined
  if (names.length < Math.min(answer.count(field), itemsMax)) torn.add(field)
  return [...new Set(names)]
}

const ratingIn = (answer: AnswerReader): TmdbMovie["rating"] => {
  const average = answer.number("vote_average", { min: 0, max: 10 })
  const votes = answer.integer("vote_count", { min: 0, max: 1e9 })
  return average === undefined || votes === undefined || votes === 0 ? undefined : { average, votes }
}

const externalIdsIn = (answer: AnswerReader): TmdbExternalIds => {
  const imdb = answer.matching("imdb_id", imdbPattern)
  const wikidata = answer.matching("wikidata_id", wikidataPattern)
  return { ...(imdb === undefined ? {} : { imdb }), ...(wikidata === undefined ? {} : { wikidata }) }
}

/** The pictures of a movie; a list that is not there is empty. */
export const imagesIn = (answer: AnswerReader): TmdbImages => {
  const paths = (field: string) => answer.list(field, 20, (item) => item.image("file_path")) ?? []
  return { posters: paths("posters"), backdrops: paths("backdrops") }
}

const relatedIn = (answer: AnswerReader): ReadonlyArray<Alias> | undefined => {
  const list = answer.object("recommendations") ?? answer.object("similar")
  const ids = list?.list("results", 40, (item) => item.integer("id", tmdbIdRange))
  return ids === undefined ? undefined : [...new Set(ids)].map((id) => aliasOf("tmdb", id))
}

/** Reads the answer to `/movie/{id}`, with whichever parts were appended. */
export const tmdbMovieIn = (answer: AnswerReader): TmdbMovie => {
  const releaseDate = answer.date("release_date")
  const credits = answer.object("credits")
  const externalIds = answer.object("external_ids")
  const images = answer.object("images")
  const torn = new Set<Names>()
  return {
    id: answer.integer("id", tmdbIdRange),
    imdbId: answer.matching("imdb_id", imdbPattern),
    title: answer.line("title", titleLengthMax),
    originalTitle: answer.line("original_title", titleLengthMax),
    releaseDate,
    year: yearOf(releaseDate),
    runtimeMinutes: answer.amount("runtime", runtimeMax),
    language: answer.matching("original_language", /^[a-z]{2,3}$/),
    overview: answer.paragraphs("overview", 5_000),
    tagline: answer.line("tagline", 500),
    status: answer.line("status", 50),
    posterPath: answer.image("poster_path"),
    backdropPath: answer.image("backdrop_path"),
    genres: namesIn(answer, "genres", 30, torn),
    rating: ratingIn(answer),
    credits: credits === undefined ? undefined : creditsIn(credits),
    externalIds: externalIds === undefined ? undefined : externalIdsIn(externalIds),
    images: images === undefined ? undefined : imagesIn(images),
    keywords: namesIn(answer.object("keywords"), "keywords", 100, torn),
    related: relatedIn(answer),
    torn,
    notes: answer.notes
  }
}
