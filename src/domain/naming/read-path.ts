/**
 * Which film a path speaks of, as readings with scores and reasons, the best first. Pure, and linear in the length of the
 * path. It recognises and never decides: a reading is a question to put to a provider.
 */
import { belongTo, isUninformative, type Joined, joinClaims } from "./combine.ts"
import { foldTitle } from "./fold.ts"
import { readNfo, type NfoFacts } from "./nfo.ts"
import { pathNames } from "./path-segments.ts"
import { type Claim, readName } from "./read-name.ts"
import type { ExtraKind, NameReading } from "./reading.ts"
import { readingOf } from "./reading-of.ts"
import { readSurroundings, type Surroundings } from "./surroundings.ts"
import type { Meter } from "./tokens.ts"
import { isFromCamera } from "./words/containers.ts"
import { latestYearDefault } from "./years.ts"

export interface ReadPathOptions {
  /** The folder of the library; only what is below it is read. */
  readonly root?: string
  /** The text of the .nfo beside the video. */
  readonly nfo?: string
  /** No film is from a later year: a few years after the present one. */
  readonly latestYear?: number
  /** Counts the steps taken. */
  readonly meter?: Meter
}

const readingsMax = 5

/** An .nfo that gives a title was written for this film: it speaks before file and folder. */
const nfoClaim = (facts: NfoFacts): ReadonlyArray<Claim> => {
  if (facts.title === null) return []
  const alternativeTitles =
    facts.originalTitle === null || facts.originalTitle === facts.title ? [] : [facts.originalTitle]
  const { title, year } = facts
  const reasons = ["the .nfo beside the file names the film"]
  return [
    { title, alternativeTitles, year, yearInBrackets: true, marks: [], edition: null, onlyTags: [], weight: 8, reasons }
  ]
}

const isEpisode = (claims: ReadonlyArray<Claim>): boolean =>
  claims[0]?.marks.some(
    ({ kind, strength }) => kind === "episode" && (strength === "sure" || claims[0]!.year === null)
  ) ?? false

const joined = (file: ReadonlyArray<Claim>, around: Surroundings, nfo: NfoFacts | undefined): ReadonlyArray<Joined> => {
  const told = nfo === undefined ? [] : nfoClaim(nfo)
  if (told.length > 0) return belongTo(file[0], told, "the .nfo outranks the names")
  if (around.extra !== null && around.film.length > 0) {
    return belongTo(file[0], around.film, "the file lies in a folder of extras of the film")
  }
  const isSeries = isEpisode(file) || around.season !== null
  if (isSeries && around.film.length > 0 && (isUninformative(file[0]) || !isEpisode(file))) {
    return belongTo(file[0], around.film, "the folder names the series")
  }
  const onlyExtra = file[0]?.title === null && around.film.length > 0
  if (onlyExtra) return belongTo(file[0], around.film, "the file's own name has no title")
  if (around.film.length === 0) return joinClaims(file, isUninformative(file[0]) ? around.collection : [])
  const isOwnRecording = around.film[0]!.year === null && isFromCamera(foldTitle(file[0]?.title ?? ""))
  if (isOwnRecording) return joinClaims(file, [])
  return joinClaims(file, around.film)
}

const shelvesToo: ReadonlySet<ExtraKind> = new Set<ExtraKind>(["other", "short", "scene", "clip", "interview"])

/** `Specials` hold episodes too, and `Shorts` films of their own: then the file's name says so. */
const withoutFalseExtra = (around: Surroundings, file: ReadonlyArray<Claim>): Surroundings => {
  if (around.extra === null || !shelvesToo.has(around.extra)) return around
  const isFilm = around.film.length === 0 && (file[0]?.year ?? null) !== null
  return isFilm || isEpisode(file) ? { ...around, extra: null } : around
}

/** `Studio - Title`, `Director - Title`: what follows the first dash, as a further reading. */
const afterDash = (all: ReadonlyArray<Joined>): ReadonlyArray<Joined> => {
  const best = all[0]
  const at = best?.title?.indexOf(" - ") ?? -1
  if (best === undefined || at < 0) return []
  const reasons = [...best.reasons, "the words before the dash may be a series, a studio or a person"]
  return [{ ...best, title: best.title!.slice(at + 3), weight: best.weight - 3, reasons }]
}

const keyOf = (reading: NameReading): string => `${reading.title?.toLowerCase()}|${reading.year}|${reading.kind}`

/** The readings of a path, the best first, at most five and at least one. */
export const readPath = (path: string, options: ReadPathOptions = {}): ReadonlyArray<NameReading> => {
  const { latestYear = latestYearDefault, meter = { steps: 0 } } = options
  const names = pathNames(path, options.root)
  const file = readName(names.file, latestYear, meter)
  const around = withoutFalseExtra(readSurroundings(names.folders, latestYear, meter), file)
  const facts = options.nfo === undefined ? undefined : readNfo(options.nfo)
  const all = joined(file, around, facts)
  const claims = all.length > 0 ? all : joinClaims([emptyClaim], [])
  const byWeight = claims.toSorted((a, b) => b.weight - a.weight)
  const sorted = [...byWeight, ...afterDash(byWeight)].toSorted((a, b) => b.weight - a.weight)
  const readings = new Map<string, NameReading>()
  for (const claim of sorted) {
    const reading = readingOf(claim, { file: names.file, around, facts })
    if (!readings.has(keyOf(reading)) && readings.size < readingsMax) readings.set(keyOf(reading), reading)
  }
  meter.steps += path.length + claims.length
  return [...readings.values()]
}

const emptyClaim: Claim = {
  title: null,
  alternativeTitles: [],
  year: null,
  yearInBrackets: false,
  marks: [],
  edition: null,
  onlyTags: [],
  weight: -2,
  reasons: ["the path has no name"]
}
