/** From a claim of the whole path to a reading: what kind of file it is, and everything the marks say. */
import { isUninformative, type Joined } from "./combine.ts"
import { markOfKind } from "./folders.ts"
import type { Mark } from "./marks.ts"
import type { NfoFacts } from "./nfo.ts"
import type { EpisodePlace, ExtraKind, NameIds, NameKind, NameReading, NameTag } from "./reading.ts"
import type { Surroundings } from "./surroundings.ts"

interface Context {
  /** The name of the file. */
  readonly file: string
  readonly around: Surroundings
  readonly facts: NfoFacts | undefined
}

const tagKinds = new Set(["picture", "source", "codec", "audio", "language", "service", "flag"])

const tagsOf = (marks: ReadonlyArray<Mark>): ReadonlyArray<NameTag> => {
  const tags: Array<NameTag> = []
  for (const { kind, value } of marks) {
    const isNew = tagKinds.has(kind) && !tags.some((tag) => tag.kind === kind && tag.value === value)
    if (isNew) tags.push({ kind, value } as NameTag)
  }
  return tags
}

/** An id in the file's name goes before the .nfo, and that before one in the folder's name. */
const idsOf = (file: ReadonlyArray<Mark>, folder: ReadonlyArray<Mark>, nfo: NameIds | undefined): NameIds => ({
  tmdb: markOfKind(file, "tmdb")?.value ?? nfo?.tmdb ?? markOfKind(folder, "tmdb")?.value ?? null,
  imdb: markOfKind(file, "imdb")?.value ?? nfo?.imdb ?? markOfKind(folder, "imdb")?.value ?? null,
  tvdb: markOfKind(file, "tvdb")?.value ?? nfo?.tvdb ?? markOfKind(folder, "tvdb")?.value ?? null
})

const leadingNumber = /^\D{0,3}(\d{1,3})(?!\d)/

const episodeOf = (marks: ReadonlyArray<Mark>, { file, around, facts }: Context): EpisodePlace | null => {
  const mark = markOfKind(marks, "episode")
  if (mark !== undefined) return { ...mark.value, season: mark.value.season ?? around.season }
  if (around.season === null) return facts?.isEpisode === true ? { season: null, episodes: [], date: null } : null
  const number = leadingNumber.exec(file)?.[1]
  return { season: around.season, episodes: number === undefined ? [] : [Number(number)], date: null }
}

const kindOf = (
  title: string | null,
  ids: NameIds,
  extra: ExtraKind | null,
  episode: EpisodePlace | null
): NameKind => {
  if (extra !== null) return "extra"
  if (episode !== null && (title !== null || episode.date === null)) return "episode"
  return title === null && ids.tmdb === null && ids.imdb === null ? "unknown" : "movie"
}

const reasonsOf = (joined: Joined, ids: NameIds, kind: NameKind): ReadonlyArray<string> => {
  const reasons = [...joined.reasons]
  if (ids.tmdb !== null || ids.imdb !== null) reasons.push("an id names the film")
  if (kind === "episode") reasons.push("it is numbered like an episode of a series")
  if (kind === "extra") reasons.push("its name or folder says that it is not the film itself")
  return [...new Set(reasons)]
}

/** Weights as a number from 0 to 1. */
const scoreOf = (weight: number): number => Math.round(1_000 / (1 + Math.exp((3 - weight) / 2))) / 1_000

/** The reading that a claim comes to. */
export const readingOf = (joined: Joined, context: Context): NameReading => {
  const { around, facts } = context
  const own = joined.file?.marks ?? []
  const above =
    joined.folder?.marks ?? around.film[0]?.marks.filter(({ kind }) => kind === "tmdb" || kind === "imdb") ?? []
  const ids = idsOf(own, above, facts?.ids)
  const extra = markOfKind(own, "extra")?.value ?? around.extra
  const named = extra === null ? episodeOf(own, context) : null
  const isNameless = isUninformative(joined.file) && joined.title === joined.file?.title && joined.year === null
  const title = isNameless ? null : joined.title
  const kind = kindOf(title, ids, extra, named)
  const year = title === null ? joined.year : (joined.year ?? (kind === "movie" ? around.year : null))
  return {
    kind,
    title,
    alternativeTitles: joined.alternativeTitles,
    year: year !== null && title === String(year) && joined.year === null ? null : year,
    ids,
    edition: joined.file?.edition ?? around.edition ?? joined.folder?.edition ?? null,
    part: markOfKind(own, "part")?.value ?? around.part,
    disc: around.disc,
    extra,
    episode: kind === "episode" ? named : null,
    tags: tagsOf([...own, ...above]),
    score: scoreOf(joined.weight + (ids.tmdb === null && ids.imdb === null ? 0 : 6)),
    reasons: reasonsOf(joined, ids, kind)
  }
}
