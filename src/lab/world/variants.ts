/**
 * More films than the fixtures have: behind the ten-millionth id the same films come again, as variants that say so in their
 * title. Facts, pictures and people are those of the film that the variant is of; its ids at TMDB, IMDb and Wikidata are its
 * own, so that no two of them are taken for one movie.
 */
import { Effect, Layer } from "effect"
import type { Hint } from "../../domain/event.ts"
import { aliasOf } from "../../domain/identity.ts"
import { DataProvider, type ProviderAnswer, type ProviderRequest } from "../../services/data-provider.ts"

const stride = 10_000_000
const wikidataStride = 10_000_000_000

export const variantTitle = (title: string, variant: number): string => `${title} (variant ${variant})`

/** The films as they are, then their first variants, then their second ones, until there are so many. */
export const withVariants = (films: ReadonlyArray<Hint>, count: number): ReadonlyArray<Hint> =>
  Array.from({ length: films.length === 0 ? 0 : count }, (_, place) => {
    const film = films[place % films.length]!
    const variant = Math.floor(place / films.length)
    if (variant === 0) return film
    const id = Number(film.movie.slice("tmdb:".length)) + variant * stride
    return { ...film, movie: aliasOf("tmdb", id), title: variantTitle(film.title ?? "Untitled", variant) }
  })

/** `tt0109830` of the third variant is `tt0300109830`: ten digits, as many as an id may have. */
const imdbOf = (imdb: string, variant: number): string =>
  `tt${String(variant).padStart(2, "0")}${imdb.slice(2).padStart(8, "0")}`

const wikidataOf = (wikidata: string, variant: number): string =>
  `Q${variant * wikidataStride + Number(wikidata.slice(1))}`

interface Original {
  readonly variant: number
  readonly request: ProviderRequest
  readonly rewrite: (body: string) => string
}

type Json = Record<string, unknown>

const renamed = (ids: Json, variant: number): Json => ({
  ...ids,
  ...(typeof ids["imdb_id"] === "string" && { imdb_id: imdbOf(ids["imdb_id"], variant) }),
  ...(typeof ids["wikidata_id"] === "string" && { wikidata_id: wikidataOf(ids["wikidata_id"], variant) })
})

const variantMovie = (body: string, variant: number): string => {
  const movie = JSON.parse(body) as Json
  const ids = movie["external_ids"]
  return JSON.stringify({
    ...renamed(movie, variant),
    id: Number(movie["id"]) + variant * stride,
    ...(typeof movie["title"] === "string" && { title: variantTitle(movie["title"], variant) }),
    ...(typeof ids === "object" && ids !== null && { external_ids: renamed(ids as Json, variant) })
  })
}

const ofTmdb = (request: ProviderRequest): Original | undefined => {
  const [, id, rest = ""] = /^\/movie\/(\d+)(\/.*)?$/.exec(request.path) ?? []
  const variant = Math.floor(Number(id ?? 0) / stride)
  if (variant === 0) return undefined
  const path = `/movie/${Number(id) % stride}${rest}`
  return { variant, request: { ...request, path }, rewrite: (body) => variantMovie(body, variant) }
}

/** Ten digits are a variant's; the film has seven, or eight when the first two of those eight are not zero. */
const imdbOriginal = (id: string): string => `tt${id.slice(2).replace(/^0(?=\d{7}$)/, "")}`

const inImdbId = /tt(\d{2})(\d{8})/

const originalOfText = (text: string): { readonly text: string; readonly variant: number } | undefined => {
  const found = inImdbId.exec(text)
  if (found === null) return undefined
  return { variant: Number(found[1]), text: text.replace(found[0], imdbOriginal(`tt${found[2]}`)) }
}

const ofWikidata = (request: ProviderRequest): Original | undefined => {
  const search = originalOfText(String(request.query["srsearch"] ?? ""))
  if (search !== undefined) {
    const { variant } = search
    const rewrite = (body: string) =>
      body.replaceAll(/"title":"(Q\d+)"/g, (_, id: string) => `"title":"${wikidataOf(id, variant)}"`)
    return { variant, request: { ...request, query: { ...request.query, srsearch: search.text } }, rewrite }
  }
  const id = Number(/\/Q(\d+)\.json$/.exec(request.path)?.[1] ?? 0)
  const variant = Math.floor(id / wikidataStride)
  if (variant === 0) return undefined
  const original = `Q${id % wikidataStride}`
  const path = request.path.replace(`Q${id}`, original)
  return { variant, request: { ...request, path }, rewrite: (body) => body.replaceAll(`"${original}"`, `"Q${id}"`) }
}

const ofImdb = (request: ProviderRequest): Original | undefined => {
  const asked = String(request.query["i"] ?? "")
  const found = originalOfText(asked)
  if (found === undefined) return undefined
  const rewrite = (body: string) => body.replaceAll(found.text, asked)
  return { variant: found.variant, request: { ...request, query: { ...request.query, i: found.text } }, rewrite }
}

const originalOf = (request: ProviderRequest): Original | undefined => {
  if (request.provider === "tmdb") return ofTmdb(request)
  if (request.provider === "wikidata") return ofWikidata(request)
  return request.provider === "imdb" ? ofImdb(request) : undefined
}

const decoder = new TextDecoder()
const encoder = new TextEncoder()

const rewritten = (answer: ProviderAnswer, { rewrite }: Original): ProviderAnswer =>
  answer.status === 200 ? { ...answer, body: encoder.encode(rewrite(decoder.decode(answer.body))) } : answer

/** Goes over a data provider that knows the films, and answers for their variants as well. */
export const variantsLayer = Layer.effect(
  DataProvider,
  Effect.map(DataProvider, (inner) =>
    DataProvider.of({
      get: (request) => {
        const original = originalOf(request)
        if (original === undefined) return inner.get(request)
        return Effect.map(inner.get(original.request), (answer) => rewritten(answer, original))
      }
    })
  )
)
