/**
 * Who is who. A movie has one opaque id of our own, never derived from a path or a provider; every other
 * name it goes by (TMDB, IMDb, Wikidata, a file, a media server) is an alias that leads to it.
 */
import { Schema } from "effect"

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
const idLength = 10
const idPattern = /^m_[0-9a-hjkmnp-tv-z]{10}$/

export const MovieId = Schema.String.check(Schema.isPattern(idPattern)).pipe(Schema.brand("MovieId"))
export type MovieId = typeof MovieId.Type

export const isMovieId = (text: string): text is MovieId => idPattern.test(text)

/** Movie ids hold 50 bits, so that an index can keep them as numbers. */
export const movieIdSpace = 2 ** (idLength * 5)

/** The id for an integer from 0 to movieIdSpace - 1. */
export const movieIdFrom = (value: number): MovieId => {
  let text = ""
  let rest = value
  for (let place = 0; place < idLength; place++) {
    text = alphabet[rest % 32] + text
    rest = Math.floor(rest / 32)
  }
  return `m_${text}` as MovieId
}

/** The integer behind an id; the inverse of movieIdFrom. */
export const movieIdValue = (id: MovieId): number => {
  let value = 0
  for (let place = 2; place < id.length; place++) value = value * 32 + alphabet.indexOf(id[place]!)
  return value
}

export const aliasAuthorities = ["tmdb", "imdb", "wikidata", "file", "server"] as const

/** `authority:value`, for example `tmdb:13`, `imdb:tt0109830`, `file:/films/Up (2009).mkv`, `server:plex/1936545`. */
export const Alias = Schema.String.check(
  Schema.isPattern(/^(?:tmdb:\d{1,10}|imdb:tt\d{5,10}|wikidata:Q\d{1,12}|(?:file|server):[^\0]+)$/),
  Schema.isMaxLength(4_200)
)
export type Alias = typeof Alias.Type
export type AliasAuthority = (typeof aliasAuthorities)[number]

/** How a person or program points at a movie: by our id or by any alias. */
export const MovieRef = Schema.Union([MovieId, Alias])
export type MovieRef = typeof MovieRef.Type

export const aliasOf = (authority: AliasAuthority, value: string | number): Alias => `${authority}:${value}`

/** The value that an authority knows the movie by, if it does. */
export const aliasValue = (aliases: ReadonlyArray<Alias>, authority: AliasAuthority): string | undefined => {
  const prefix = `${authority}:`
  return aliases.find((alias) => alias.startsWith(prefix))?.slice(prefix.length)
}

/** All values that an authority knows the movie by, the oldest first: providers merge movies, and both names stay. */
export const aliasValues = (aliases: ReadonlyArray<Alias>, authority: AliasAuthority): ReadonlyArray<string> => {
  const prefix = `${authority}:`
  return aliases.filter((alias) => alias.startsWith(prefix)).map((alias) => alias.slice(prefix.length))
}

/** People are known by the authority that named them: `tmdb-31`, `imdb-nm0000158`. */
export const PersonId = Schema.String.check(Schema.isPattern(/^(?:tmdb-\d{1,10}|imdb-nm\d{5,10})$/)).pipe(
  Schema.brand("PersonId")
)
export type PersonId = typeof PersonId.Type
