/** One movie as the providers of a made-up world answer about it, and its record. */
import type { Alias } from "../../src/domain/identity.ts"
import { movieIdFrom } from "../../src/domain/identity.ts"
import { emptyKnowledge } from "../../src/domain/knowledge.ts"
import { type Movie, newLifecycle, newStatistics } from "../../src/domain/movie.ts"
import { jpeg, json } from "./memory-data-provider.ts"

export const details = {
  id: 13,
  imdb_id: "tt0109830",
  title: "The Long Bench",
  original_title: "The Long Bench",
  release_date: "1994-06-23",
  runtime: 142,
  original_language: "en",
  overview: "A man waits for a bus.\n\nHe tells a story.",
  tagline: "It takes a while.",
  status: "Released",
  poster_path: "/bench.jpg",
  backdrop_path: "/park.jpg",
  genres: [
    { id: 35, name: "Comedy" },
    { id: 18, name: "Drama" }
  ],
  vote_average: 8.5,
  vote_count: 27_000,
  softcore: false
}
export const credits = {
  cast: [
    { id: 32, name: "Ada Second", character: "Jenny", order: 1 },
    { id: 31, name: "Tom First", character: "The man", order: 0 }
  ],
  crew: [
    { id: 24, name: "Bob Maker", job: "Director", department: "Directing" },
    { id: 27, name: "Eve Writer", job: "Screenplay", department: "Writing" },
    { id: 28, name: "Al Tunes", job: "Original Music Composer", department: "Sound" },
    { id: 29, name: "Gus Light", job: "Gaffer", department: "Lighting" }
  ]
}
export const externalIds = { imdb_id: "tt0109830", wikidata_id: "Q134773", facebook_id: null }
export const images = { posters: [{ file_path: "/other.jpg" }], backdrops: [{ file_path: "/hill.jpg" }] }
export const keywords = {
  keywords: [
    { id: 1, name: "bench" },
    { id: 2, name: "bus stop" }
  ]
}

export const keyOf = {
  details: "tmdb /movie/13",
  credits: "tmdb /movie/13?append_to_response=credits",
  deep: "tmdb /movie/13?append_to_response=external_ids,images,keywords&include_image_language=en,null",
  all: "tmdb /movie/13?append_to_response=credits,external_ids,images,keywords&include_image_language=en,null",
  entity: "wikidata /wiki/Special:EntityData/Q134773.json",
  summary: "wikipedia /en/page/summary/The_Long_Bench_(film)",
  poster: "images /t/p/w185/bench.jpg",
  posterHd: "images /t/p/w780/bench.jpg",
  backdrop: "images /t/p/w1280/park.jpg",
  find: "tmdb /find/tt0109830?external_source=imdb_id",
  imdb: "imdb /?i=tt0109830"
} as const

const deep = { external_ids: externalIds, images, keywords }
const entity = { entities: { Q134773: { sitelinks: { enwiki: { title: "The Long Bench (film)" } } } } }
const summary = { type: "standard", title: "The Long Bench (film)", extract: "The Long Bench is a 1994 film." }

/** Every answer that the whole life of the movie needs. */
export const answers = () => ({
  [keyOf.details]: json(details),
  [keyOf.credits]: json({ ...details, credits }),
  [keyOf.deep]: json({ ...details, ...deep }),
  [keyOf.all]: json({ ...details, credits, ...deep }),
  [keyOf.entity]: json(entity),
  [keyOf.summary]: json(summary),
  [keyOf.poster]: jpeg(300, 1),
  [keyOf.posterHd]: jpeg(900, 2),
  [keyOf.backdrop]: jpeg(1_500, 3)
})

export const movieId = movieIdFrom(13)

/** The record of a movie that nothing is known of but its aliases, and a title and year if given. */
export const newMovie = (
  aliases: ReadonlyArray<Alias>,
  title: string | null = null,
  year: number | null = null
): Movie => ({
  id: movieId,
  identity: { aliases, title, year, createdAt: 0, files: [], pin: null },
  lifecycle: newLifecycle,
  statistics: newStatistics,
  knowledge: emptyKnowledge
})
