/** TMDB v3: a key or a token, its own status codes, and an empty page where nothing is found. */
import { withCaching } from "../caching.ts"
import { jsonOf, jsonReply, type Reply, withJson } from "../reply.ts"
import type { Shelf } from "../shelf.ts"
import { type Asked, keyOf } from "../target.ts"
import type { Door } from "./door.ts"
import { movieReply } from "./tmdb-movie.ts"
import { invalidKeyMessage, notFound, tmdbRefusal } from "./tmdb-words.ts"

const detailsSeconds = 28_800
const listSeconds = 600
const configurationSeconds = 36_000
/** Pages beyond this are error 22. */
const pageMax = 500

interface Question {
  readonly asked: Asked
  readonly shelf: Shelf
  readonly latencyScale: number
  /** What the pattern's groups matched. */
  readonly parts: ReadonlyArray<string>
}

interface Route {
  readonly pattern: RegExp
  readonly maxAgeSeconds: number
  readonly reply: (question: Question) => Reply
}

const emptyPage = (page: number) => ({ page, results: [], total_pages: 1, total_results: 0 })
const nothingFound = {
  movie_results: [],
  person_results: [],
  tv_results: [],
  tv_episode_results: [],
  tv_season_results: []
}
const badPage = "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer."

const pageOf = ({ query }: Asked): number | undefined => {
  const page = Number(query["page"] ?? "1")
  return Number.isInteger(page) && page >= 1 && page <= pageMax ? page : undefined
}

const search = ({ asked, shelf }: Question): Reply => {
  const title = asked.query["query"]?.trim() ?? ""
  if (title === "") return jsonReply(422, { errors: ["query must be provided"] })
  const page = pageOf(asked)
  if (page === undefined) return tmdbRefusal(400, 22, badPage)
  const year = asked.query["year"] ?? asked.query["primary_release_year"]
  const key = shelf.searchKey(title, year)
  const found = key === undefined ? undefined : shelf.find(key)
  return page === 1 && found !== undefined ? found : jsonReply(200, emptyPage(page), found?.delayMs)
}

/** A page of a list; beyond its last page it is empty, with the totals of the first. */
const listed =
  (list: (parts: ReadonlyArray<string>) => string) =>
  ({ asked, shelf, parts }: Question): Reply => {
    const page = pageOf(asked)
    if (page === undefined) return tmdbRefusal(400, 22, badPage)
    const key = `tmdb ${list(parts)}`
    const found = shelf.find(`${key}?page=${page}`) ?? (page === 1 ? shelf.find(key) : undefined)
    if (found !== undefined) return found
    const first = shelf.find(`${key}?page=1`)
    const totals = first === undefined ? undefined : jsonOf(first)
    if (first === undefined || totals === undefined) return jsonReply(200, emptyPage(page))
    return withJson(first, { ...totals, page, results: [] })
  }

const filed = ({ asked, shelf }: Question): Reply => shelf.find(`tmdb ${asked.path}`) ?? notFound()

const routes: ReadonlyArray<Route> = [
  {
    pattern: /^\/movie\/(\d{1,10})$/,
    maxAgeSeconds: detailsSeconds,
    reply: ({ asked, shelf, parts, latencyScale }) =>
      movieReply(shelf, parts[0]!, asked.query["append_to_response"], latencyScale)
  },
  {
    pattern: /^\/movie\/\d{1,10}\/(?:credits|external_ids|images|keywords)$/,
    maxAgeSeconds: detailsSeconds,
    reply: filed
  },
  { pattern: /^\/movie\/\d{1,10}\/changes$/, maxAgeSeconds: listSeconds, reply: () => jsonReply(200, { changes: [] }) },
  { pattern: /^\/movie\/changes$/, maxAgeSeconds: listSeconds, reply: listed(() => "/movie/changes") },
  { pattern: /^\/movie\/popular$/, maxAgeSeconds: listSeconds, reply: listed(() => "/discover/movie") },
  { pattern: /^\/discover\/movie$/, maxAgeSeconds: listSeconds, reply: listed(() => "/discover/movie") },
  {
    pattern: /^\/trending\/movie\/(day|week)$/,
    maxAgeSeconds: listSeconds,
    reply: listed(([of]) => `/trending/movie/${of}`)
  },
  { pattern: /^\/search\/movie$/, maxAgeSeconds: listSeconds, reply: search },
  {
    pattern: /^\/find\/(tt\d{5,10})$/,
    maxAgeSeconds: listSeconds,
    reply: ({ shelf, parts }) =>
      shelf.find(`tmdb /find/${parts[0]}?external_source=imdb_id`) ?? jsonReply(200, nothingFound)
  },
  { pattern: /^\/person\/\d{1,10}\/movie_credits$/, maxAgeSeconds: detailsSeconds, reply: filed },
  { pattern: /^\/configuration$/, maxAgeSeconds: configurationSeconds, reply: filed }
]

const isKnown = ({ headers, query }: Asked): boolean =>
  /^Bearer \S+$/i.test(headers.authorization ?? "") || (query["api_key"] ?? "") !== ""

export const makeTmdbDoor = (latencyScale: number): Door => ({
  provider: "tmdb",
  refusal: (asked) => (isKnown(asked) ? undefined : tmdbRefusal(401, 7, invalidKeyMessage)),
  answer: (asked, shelf) => {
    for (const { maxAgeSeconds, pattern, reply } of routes) {
      const match = pattern.exec(asked.path)
      if (match === null) continue
      const question = { asked, shelf, latencyScale, parts: match.slice(1) }
      return withCaching(shelf.find(keyOf(asked)) ?? reply(question), `public, max-age=${maxAgeSeconds}`, asked)
    }
    return shelf.find(keyOf(asked)) ?? notFound()
  }
})
