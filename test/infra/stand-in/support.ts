/** A stand-in on a real socket, asked as any client would ask it. No address but 127.0.0.1 is ever opened. */
import { request as httpRequest, type IncomingHttpHeaders } from "node:http"
import { Effect } from "effect"
import type { PackLine } from "../../../src/infra/replay/pack-line.ts"
import { StandIn, type StandInOptions, standInLayer } from "../../../src/infra/stand-in/stand-in.ts"

export const bigOverview = "Invented overview. ".repeat(200)

const details = (id: number, title: string) => ({
  id,
  imdb_id: `tt00000${id}`,
  title,
  original_title: title,
  overview: bigOverview,
  popularity: 7.5,
  genres: [{ id: 18, name: "Drama" }],
  release_date: "1994-07-06",
  runtime: 142,
  tagline: "Invented",
  status: "Released",
  vote_average: 8.1,
  vote_count: 10
})

const entityBody = (id: string, title: string) => ({
  entities: { [id]: { id, title: id, sitelinks: { enwiki: { title } } } }
})

const movieLines = (id: number, title: string): ReadonlyArray<PackLine> => [
  { key: `tmdb /movie/${id}`, latencyMs: 80, body: details(id, title) },
  { key: `tmdb /movie/${id}/credits`, latencyMs: 50, body: { id, cast: [{ id: 31, name: "Tom Hanks" }], crew: [] } },
  { key: `tmdb /movie/${id}/keywords`, body: { id, keywords: [{ id: 1, name: "running" }] } },
  { key: `tmdb /movie/${id}/external_ids`, body: { id, imdb_id: `tt00000${id}`, wikidata_id: `Q${id}` } },
  { key: `wikidata /wiki/Special:EntityData/Q${id}.json`, body: entityBody(`Q${id}`, title) },
  { key: `imdb /?i=tt00000${id}`, body: { Title: title, imdbRating: "8.8", Response: "True", imdbID: `tt00000${id}` } }
]

const page = (ids: ReadonlyArray<number>) => ({
  page: 1,
  results: ids.map((id) => ({ id })),
  total_pages: 1,
  total_results: 9
})

export const lines: ReadonlyArray<PackLine> = [
  ...movieLines(13, "Forrest Gump"),
  ...movieLines(278, "The Shawshank Redemption"),
  { key: "tmdb /movie/9000002", status: 404, body: { status_code: 34, status_message: "Gone." } },
  { key: "tmdb /search/movie?query=Forrest Gump", body: page([13]) },
  { key: "tmdb /search/movie?query=Forrest Gump&year=1994", body: page([13]) },
  { key: "tmdb /discover/movie?page=1", body: page([13, 278]) },
  { key: "tmdb /configuration", body: { images: { poster_sizes: ["w185"] } } },
  {
    key: "wikipedia /en/page/summary/Forrest_Gump",
    body: { type: "standard", title: "Forrest Gump", extract: "Invented." }
  },
  { key: "images /t/p/w185/invented-13-poster.png", type: "image/png", base64: "iVBORw0KGgo=" }
]

/** Where a client asks. */
export type Bases = StandIn["Service"]["baseUrls"]

export const movie = (bases: Bases) => `${bases.tmdb}/movie/13`
export const omdb = (bases: Bases) => `${bases.imdb}/?i=tt0000013&apikey=k`
export const entity = (bases: Bases) => `${bases.wikidata}/wiki/Special:EntityData/Q13.json`
export const poster = (bases: Bases) => `${bases.images}/t/p/w185/invented-13-poster.png`

const agent = "reelstate-test/0.1 (tests@example.org)"
export const known: Readonly<Record<string, string>> = { authorization: "Bearer anything", "user-agent": agent }

export interface Heard {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
  readonly text: string
  readonly json: () => unknown
}

/** Fetches, without following redirects; rejects when the body does not arrive whole. */
type Init = Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> }

export const hear = async (url: string, init: Init = {}): Promise<Heard> => {
  const response = await fetch(url, { redirect: "manual", ...init, headers: { ...known, ...init.headers } })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = Buffer.from(bytes).toString("utf8")
  return { status: response.status, headers: response.headers, bytes, text, json: () => JSON.parse(text) as unknown }
}

export const hearing = (url: string, init?: Init) => Effect.promise(() => hear(url, init))

/** What went wrong, as a word: the code of the cause, or the message. */
export const failing = (url: string, init?: Init) =>
  Effect.promise(() =>
    hear(url, init).then(
      ({ status }) => `answered with ${status}`,
      (error: unknown) => {
        const { cause } = error as { readonly cause?: { readonly code?: string } }
        return cause?.code ?? String(error)
      }
    )
  )

/** A request line as it is, which fetch would tidy up before it leaves. */
export const hearRaw = (url: string, path: string, headers: IncomingHttpHeaders = {}) =>
  Effect.promise(
    () =>
      new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
        const { hostname, port } = new URL(url)
        const sent = httpRequest({ hostname, port, path, headers: { ...known, ...headers } }, (response) => {
          let text = ""
          response.setEncoding("utf8").on("data", (piece: string) => void (text += piece))
          response.on("end", () => resolve({ status: response.statusCode ?? 0, text }))
        })
        sent.on("error", reject).end()
      })
  )

export const options: StandInOptions = { fixtures: lines, port: 0, latencyScale: 0, ratePerSecond: Infinity }

export const withStandIn = <A, E, R>(
  use: (standIn: StandIn["Service"]) => Effect.Effect<A, E, R>,
  more: Partial<StandInOptions> = {}
) => Effect.flatMap(StandIn, use).pipe(Effect.provide(standInLayer({ ...options, ...more })))

/** Lets real time pass until something about the counters is true: sockets know no virtual time. */
export const until = (isTrue: () => boolean) =>
  Effect.promise(async () => {
    while (!isTrue()) await new Promise<void>((resolve) => void setImmediate(resolve))
  })
