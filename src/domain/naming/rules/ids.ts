/** Ids that somebody wrote into the name: `{tmdb-603}`, `[imdbid-tt0133093]`, `tmdbid=603`, `tt0133093`. */
import { markAt, marksBy, type Mark, type NameRule } from "../marks.ts"
import { isNumber, type Name } from "../tokens.ts"

const imdbId = /^tt\d{7,9}$/
const glued = /^(tmdb|tvdb)(?:id)?(\d{1,8})$/
const authorities = new Map<string, "tmdb" | "tvdb" | "imdb">([
  ["tmdb", "tmdb"],
  ["tmdbid", "tmdb"],
  ["themoviedb", "tmdb"],
  ["tvdb", "tvdb"],
  ["tvdbid", "tvdb"],
  ["imdb", "imdb"],
  ["imdbid", "imdb"]
])

const numbered = (from: number, to: number, kind: "tmdb" | "tvdb", text: string): Mark | undefined => {
  const value = Number(text)
  return isNumber(text) && text.length <= 8 && value > 0 ? markAt(from, to, "sure", { kind, value }) : undefined
}

const imdbAt = (from: number, to: number, key: string): Mark | undefined => {
  if (imdbId.test(key)) return markAt(from, to, "sure", { kind: "imdb", value: key })
  if (to === from + 1 || !/^\d{7,8}$/.test(key)) return undefined
  return markAt(from, to, "sure", { kind: "imdb", value: `tt${key}` })
}

const idAt = ({ tokens }: Name, at: number): Mark | undefined => {
  const { key, hasDigit } = tokens[at]!
  const authority = authorities.get(key)
  if (authority === undefined) {
    if (!hasDigit) return undefined
    const parts = glued.exec(key)
    if (parts !== null) return numbered(at, at + 1, parts[1] as "tmdb" | "tvdb", parts[2]!)
    return imdbAt(at, at + 1, key)
  }
  // `tmdb-id-603`, `tmdb id 603`
  const skipped = tokens[at + 1]?.key === "id" ? at + 2 : at + 1
  const value = tokens[skipped]?.key ?? ""
  return authority === "imdb" ? imdbAt(at, skipped + 1, value) : numbered(at, skipped + 1, authority, value)
}

export const ids: NameRule = {
  name: "ids",
  reason: "An id says which film it is without any doubt, and no title looks like one.",
  find: (name) => marksBy(name, idAt)
}
