/** Series: not movies. A season and an episode, a day, or a running number in the manner of its releases. */
import { markAt, marksBy, type Mark, type NameRule } from "../marks.ts"
import type { EpisodePlace } from "../reading.ts"
import { gaps, isNumber, isSpacedDash, type Name } from "../tokens.ts"

const place = (season: number | null, episodes: ReadonlyArray<number>, date: string | null = null): EpisodePlace => ({
  season,
  episodes,
  date
})

const episode = (from: number, to: number, value: EpisodePlace, strength: Mark["strength"] = "sure"): Mark =>
  markAt(from, to, strength, { kind: "episode", value })

const numbersIn = (key: string): ReadonlyArray<number> => key.split(/\D+/).filter(Boolean).map(Number)

/** More episodes joined by a dash: `-E03`, `-03`; a range counts each. */
const joined = (
  { tokens }: Name,
  at: number,
  first: ReadonlyArray<number>
): { readonly episodes: ReadonlyArray<number>; readonly to: number } => {
  const next = tokens[at]
  const last = first.at(-1)
  const parts = next === undefined || (next.gap & gaps.dash) === 0 ? null : /^(?:ep?)?(\d{1,3})$/.exec(next.key)
  const until = parts === null ? NaN : Number(parts[1])
  if (last === undefined || !(until > last && until - last <= 30) || next!.group !== tokens[at - 1]!.group) {
    return { episodes: first, to: at }
  }
  // ` - 03` after an episode may be the title of it.
  if (isSpacedDash(next!.gap) && isNumber(next!.key)) return { episodes: first, to: at }
  return { episodes: [...first, ...Array.from({ length: until - last }, (_, step) => last + step + 1)], to: at + 1 }
}

const withEpisodes = /^s\d{1,4}(?:(?:ep?|xe?)\d{1,4})+$/
const seasonOnly = /^s\d{2}$/
const episodeOnly = /^ep?\d{1,4}$/

/** `S01E02`, `S01 E02`, `S01` */
const seasonedAt = (name: Name, at: number): Mark | undefined => {
  const { key, hasDigit } = name.tokens[at]!
  if (!hasDigit) return undefined
  if (withEpisodes.test(key)) {
    const [season = null, ...episodes] = numbersIn(key)
    const more = joined(name, at + 1, episodes)
    return episode(at, more.to, place(season, more.episodes))
  }
  const next = name.tokens[at + 1]
  if (/^s\d{1,2}$/.test(key) && next !== undefined && episodeOnly.test(next.key)) {
    const more = joined(name, at + 2, numbersIn(next.key))
    return episode(at, more.to, place(Number(key.slice(1)), more.episodes))
  }
  return seasonOnly.test(key) && at > 0 ? episode(at, at + 1, place(Number(key.slice(1)), [])) : undefined
}

const crossed = /^(\d{1,2})x(\d{2,3})$/

/** `1x02`, `1x02-03` */
const crossedAt = (name: Name, at: number): Mark | undefined => {
  if (!name.tokens[at]!.hasDigit) return undefined
  const parts = crossed.exec(name.tokens[at]!.key)
  if (parts === null || Number(parts[1]) > 40) return undefined
  const more = joined(name, at + 1, [Number(parts[2])])
  return episode(at, more.to, place(Number(parts[1]), more.episodes))
}

const seasonWords = new Set(["season", "saison", "staffel", "temporada", "stagione", "сезон", "sezon"])
const episodeWords = new Set(["episode", "ep", "folge", "episodio", "épisode", "capitulo", "capítulo", "серия", "e"])

/** `Season 1 Episode 2`; `Season 01`. `Open Season 2` is a film. */
const spelledAt = ({ tokens }: Name, at: number): Mark | undefined => {
  const [{ key }, number, word, second] = [tokens[at]!, tokens[at + 1], tokens[at + 2], tokens[at + 3]]
  if (!seasonWords.has(key) || number === undefined || !/^\d{1,2}$/.test(number.key)) return undefined
  const season = Number(number.key)
  if (word !== undefined && episodeWords.has(word.key) && isNumber(second?.key ?? "")) {
    return episode(at, at + 4, place(season, [Number(second!.key)]))
  }
  if (word !== undefined && episodeOnly.test(word.key)) return episode(at, at + 3, place(season, numbersIn(word.key)))
  return number.key.length === 2 ? episode(at, at + 2, place(season, [])) : undefined
}

/** `E05`, `Episode 5`, `Ep.5`: weaker, a film may be an episode of a saga. */
const loneAt = ({ tokens }: Name, at: number): Mark | undefined => {
  const { key, hasDigit } = tokens[at]!
  const number = tokens[at + 1]
  if (hasDigit && /^ep?\d{2,3}$/.test(key)) return episode(at, at + 1, place(null, numbersIn(key)), "usual")
  if (key === "e" || !episodeWords.has(key) || number === undefined || !/^\d{1,4}$/.test(number.key)) return undefined
  return episode(at, at + 2, place(null, [Number(number.key)]), "usual")
}

const broadcast = new Set(["hdtv", "pdtv", "dsr", "dsrip", "hdtvrip"])

/** `lost.102.hdtv`: recordings from television write season and episode as one number. */
const broadcastAt = ({ tokens }: Name, at: number): Mark | undefined => {
  const { key, hasDigit } = tokens[at]!
  if (at === 0 || !hasDigit || !/^[1-9][0-3]\d$/.test(key)) return undefined
  if (!tokens.slice(at + 1, at + 3).some((token) => broadcast.has(token.key))) return undefined
  return episode(at, at + 1, place(Number(key[0]), [Number(key.slice(1))]), "usual")
}

/** `第05話` */
const japaneseAt = ({ tokens }: Name, at: number): Mark | undefined => {
  if (!tokens[at]!.hasDigit) return undefined
  const parts = /^第(\d{1,4})[話话集回]$/.exec(tokens[at]!.key)
  return parts === null ? undefined : episode(at, at + 1, place(null, [Number(parts[1])]))
}

const twoDigits = (key: string | undefined, max: number): boolean =>
  key !== undefined && key.length === 2 && isNumber(key) && Number(key) >= 1 && Number(key) <= max

const isYear = (key: string | undefined): key is string => key !== undefined && /^(?:19|20)\d\d$/.test(key)

/** `2019.05.13`, `13.05.2019`: a day, in one kind of separator. */
const datedAt = ({ tokens }: Name, at: number): Mark | undefined => {
  const [first, second, third] = [tokens[at]!, tokens[at + 1], tokens[at + 2]]
  if (
    !first.hasDigit ||
    second === undefined ||
    third === undefined ||
    second.gap !== third.gap ||
    (second.gap & gaps.bracket) !== 0
  )
    return undefined
  if (isYear(first.key) && twoDigits(second.key, 12) && twoDigits(third.key, 31)) {
    return episode(at, at + 3, place(null, [], `${first.key}-${second.key}-${third.key}`))
  }
  if (!isYear(third.key) || !twoDigits(first.key, 31) || !twoDigits(second.key, 12)) return undefined
  return episode(at, at + 3, place(null, [], `${third.key}-${second.key}-${first.key}`))
}

const running = /^(\d{2,4})(?:v\d)?$/

/** `[Group] Name - 05 [1080p]`; without a group only `Name - 05` with a leading zero. */
const runningAt = ({ tokens, groups }: Name, at: number): Mark | undefined => {
  const token = tokens[at]!
  if (!token.hasDigit) return undefined
  const parts = running.exec(token.key)
  if (parts === null || token.group >= 0 || at === 0) return undefined
  const next = tokens[at + 1]
  // `One Piece 0957`: nothing but a long series is counted with four digits.
  if (next === undefined && at > 1 && /^0\d{3}$/.test(token.key))
    return episode(at, at + 1, place(null, [Number(token.key)]), "usual")
  if (!isSpacedDash(token.gap)) return undefined
  if (next !== undefined && next.group < 0) return undefined
  const grouped = groups[0]?.from === 0 && groups[0].open === "["
  const number = parts[1]!
  if (number.length === 4 && !number.startsWith("0") && (!grouped || isYear(number))) return undefined
  if (!grouped && !number.startsWith("0")) return undefined
  return episode(at, at + 1, place(null, [Number(number)]), grouped ? "sure" : "usual")
}

/** `03of11`: more parts than a film is cut into. */
const countedAt = ({ tokens }: Name, at: number): Mark | undefined => {
  if (!tokens[at]!.hasDigit) return undefined
  const parts = /^(\d{1,2})of(\d{1,2})$/.exec(tokens[at]!.key)
  if (parts === null || Number(parts[2]) <= 4) return undefined
  return episode(at, at + 1, place(null, [Number(parts[1])]))
}

const finders = [seasonedAt, crossedAt, spelledAt, datedAt, countedAt, runningAt, broadcastAt, japaneseAt, loneAt]

export const episodes: NameRule = {
  name: "episodes",
  reason:
    "Series number their files in a few forms that no title of a film has; the weaker forms yield to a year of release.",
  find: (name) => (name.tokens.some(({ hasDigit }) => hasDigit) ? marksBy(name, ...finders) : [])
}
