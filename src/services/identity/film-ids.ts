/** Names that say which film a movie is, and whether two movies can be one. */
import { type Alias, type AliasAuthority, aliasValue, type MovieRef } from "../../domain/identity.ts"
import type { Identity, Movie } from "../../domain/movie.ts"

const filmAuthorities = ["tmdb", "imdb", "wikidata"] as const satisfies ReadonlyArray<AliasAuthority>

const authorityOf = (ref: MovieRef): AliasAuthority | undefined =>
  filmAuthorities.find((authority) => ref.startsWith(`${authority}:`))

/** Whether the name is one that an authority gave the film, and not one of a file or a server. */
export const isFilmAlias = (ref: MovieRef): boolean => authorityOf(ref) !== undefined

/** The authority knows the movie by another name than this: then it is another film. */
export const namesAnother = ({ aliases }: Identity, ref: MovieRef): boolean => {
  const authority = authorityOf(ref)
  if (authority === undefined || (aliases as ReadonlyArray<string>).includes(ref)) return false
  return aliasValue(aliases, authority) !== undefined
}

/** An authority has a name for each of the two, and a movie has one name with each authority. */
export const areOtherFilms = (a: Identity, b: Identity): boolean =>
  filmAuthorities.some(
    (authority) => aliasValue(a.aliases, authority) !== undefined && aliasValue(b.aliases, authority) !== undefined
  )

const isApartFrom = ({ identity }: Movie, other: Movie): boolean => {
  const { apart } = identity
  if (apart === undefined) return false
  return apart.includes(other.id) || (other.identity.merged ?? []).some(({ id }) => apart.includes(id))
}

/** A person said that the two are not one. */
export const areApart = (a: Movie, b: Movie): boolean => isApartFrom(a, b) || isApartFrom(b, a)

/**
 * Of the names that an event gives, those that may become the movie's: no second one of an authority, which only the
 * authority itself can give, and none of a film once a person has said which film it is.
 */
export const acceptable = (identity: Identity, aliases: ReadonlyArray<Alias>): ReadonlyArray<Alias> =>
  aliases.filter((alias) => {
    if (identity.aliases.includes(alias) || !isFilmAlias(alias)) return true
    return identity.match === undefined && !namesAnother(identity, alias)
  })
