/** The recorded answers, and the few indexes over them that real services have: titles for search, ids for lookups. */
import { Result } from "effect"
import { comparableTitle } from "../../domain/text.ts"
import { recordedAnswer } from "../replay/recorded-answer.ts"
import type { ReplaySource } from "../replay/replay-source.ts"
import { bytesReply, jsonOf, jsonReply, type Reply } from "./reply.ts"

export interface Shelf {
  /** The answer filed under a key, after its recorded latency times the scale. */
  readonly find: (key: string) => Reply | undefined
  /** The key of the search that was filed for this title, spelled nearly so, and year. */
  readonly searchKey: (title: string, year: string | undefined) => string | undefined
  /** The Wikidata entity of a film, by its IMDb id. */
  readonly entityOf: (imdbId: string) => string | undefined
  /** The keys of all answers that match, in the order of the files. Kept: for the few patterns of this folder. */
  readonly keys: (pattern: RegExp) => ReadonlyArray<string>
}

/** Indexes are made when first asked for: most runs need none. */
const lazily = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined
  return () => (made ??= { value: make() }).value
}

const searchPattern = /^tmdb \/search\/movie\?query=(.*?)(?:&year=(\d{4}))?$/
const titleKey = (title: string, year: string | undefined) => `${comparableTitle(title)}|${year ?? ""}`

export const makeShelf = (source: ReplaySource, latencyScale: number): Shelf => {
  const find = (key: string): Reply | undefined => {
    const found = recordedAnswer(source, key)
    if (Result.isFailure(found)) return jsonReply(500, { error: `The fixture is damaged: ${found.failure}` })
    if (found.success === undefined) return undefined
    const { body, contentType, latencyMs, status } = found.success
    return bytesReply(status, contentType, body, latencyMs * latencyScale)
  }
  const matching = new Map<string, ReadonlyArray<string>>()
  const keys = (pattern: RegExp): ReadonlyArray<string> => {
    const known = matching.get(pattern.source) ?? source.keys().filter((key) => pattern.test(key))
    matching.set(pattern.source, known)
    return known
  }
  const searches = lazily(() => {
    const index = new Map<string, string>()
    for (const key of keys(searchPattern)) {
      const [, title = "", year] = searchPattern.exec(key) ?? []
      index.set(titleKey(title, year), key)
    }
    return index
  })
  const entities = lazily(() => {
    const index = new Map<string, string>()
    for (const key of keys(/^tmdb \/movie\/\d+\/external_ids$/)) {
      const reply = find(key)
      const ids = reply === undefined ? undefined : jsonOf(reply)
      if (typeof ids?.["imdb_id"] === "string" && typeof ids["wikidata_id"] === "string") {
        index.set(ids["imdb_id"], ids["wikidata_id"])
      }
    }
    return index
  })
  return {
    find,
    keys,
    searchKey: (title, year) => searches().get(titleKey(title, year)),
    entityOf: (imdbId) => entities().get(imdbId)
  }
}
