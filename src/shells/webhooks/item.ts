/** Movies as senders name them: ids that everybody knows, and the sender's own. */
import { type Alias, aliasOf } from "../../domain/identity.ts"
import type { Item } from "../../services/inbox/inbox.ts"

export interface ItemNames {
  readonly tmdb?: string | undefined
  readonly imdb?: string | undefined
  /** The sender's own name for it, such as `plex://movie/5d7768` or `jellyfin/home/a1b2`. */
  readonly own?: string | undefined
  readonly title?: string | undefined
  readonly year?: number | undefined
}

const ownLengthMax = 300

const knownAliases = ({ imdb, tmdb }: ItemNames): ReadonlyArray<Alias> => {
  const aliases: Array<Alias> = []
  if (tmdb !== undefined && /^[1-9]\d{0,9}$/.test(tmdb)) aliases.push(aliasOf("tmdb", tmdb))
  if (imdb !== undefined && /^tt\d{5,10}$/.test(imdb)) aliases.push(aliasOf("imdb", imdb))
  return aliases
}

export const itemOf = (names: ItemNames): Item => ({
  aliases: knownAliases(names),
  own: names.own === undefined ? null : aliasOf("server", names.own.slice(0, ownLengthMax)),
  title: names.title ?? null,
  year: names.year ?? null
})

/** What tells one item from another within its server. */
export const keyOf = ({ aliases, own, title, year }: Item): string => own ?? aliases[0] ?? `${title} ${year}`

const guidForms = [
  { id: "imdb", pattern: /^(?:imdb|com\.plexapp\.agents\.imdb):\/\/(tt\d{5,10})(?:[?/].*)?$/ },
  { id: "tmdb", pattern: /^(?:tmdb|themoviedb|com\.plexapp\.agents\.themoviedb):\/\/(\d{1,10})(?:[?/].*)?$/ }
] as const

/** The ids in Plex's guids: the new ones, and those that the legacy agents left. */
export const idsInGuids = (guids: ReadonlyArray<string | undefined>): Pick<ItemNames, "tmdb" | "imdb"> => {
  const ids: { tmdb?: string; imdb?: string } = {}
  for (const guid of guids) {
    for (const { id, pattern } of guidForms) {
      const found = guid === undefined ? null : pattern.exec(guid)
      if (found !== null) ids[id] ??= found[1]!
    }
  }
  return ids
}
