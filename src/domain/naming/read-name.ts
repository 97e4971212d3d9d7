/** One name of a path, a file or a folder, as claims: where its title begins and ends, its year, and what the rest says. */
import { titlesIn, type Titles } from "./alternative-titles.ts"
import { looseEdition } from "./loose-edition.ts"
import type { Mark, MarkedName } from "./marks.ts"
import { markName } from "./rules.ts"
import { type Anchor, firstBoundary, trimmedEnd } from "./title-end.ts"
import { titleStart } from "./title-start.ts"
import { type Meter, tokenize } from "./tokens.ts"
import { yearPlaces, type YearPlace } from "./years.ts"

/** One way to read one name. */
export interface Claim extends Titles {
  readonly year: number | null
  readonly yearInBrackets: boolean
  /** The marks that count: those outside the title. */
  readonly marks: ReadonlyArray<Mark>
  readonly edition: string | null
  /** What the name is made of, when every word of it is a tag. */
  readonly onlyTags: ReadonlyArray<Mark>
  /** Points for and against; only differences within one name mean something. */
  readonly weight: number
  readonly reasons: ReadonlyArray<string>
}

const claimsMax = 4
/** What a title loses by keeping words that may be tags. */
const untrimmedPoints = 1.5

interface Region {
  readonly start: number
  readonly end: number
  readonly anchor: Anchor
}

const editionOf = (name: MarkedName, marks: ReadonlyArray<Mark>, end: number): string | null => {
  const loose = looseEdition(name, end)
  const named = marks.flatMap((mark) => (mark.kind === "edition" ? [mark.value] : []))
  const distinct = [...new Set(named)].filter((value) => loose === undefined || !isWithin(value, loose))
  const all = loose === undefined ? distinct : [loose, ...distinct]
  return all.length === 0 ? null : all.join(" ")
}

const isWithin = (value: string, longer: string): boolean =>
  longer.toLowerCase().includes(value.toLowerCase().split(" ")[0]!)

/** A claim before its title is spelled out. */
interface Draft {
  readonly region: Region
  readonly year: YearPlace | undefined
  readonly weight: number
  readonly reasons: ReadonlyArray<string>
}

const draft = (region: Region, year: YearPlace | undefined, points: number, reasons: ReadonlyArray<string>): Draft => ({
  region,
  year,
  weight: (year?.weight ?? 0) + points + (region.end > region.start ? 1 : -2),
  reasons
})

const claimOf = (name: MarkedName, { region, year, weight, reasons }: Draft): Claim => {
  const { start, end } = region
  const titles = titlesIn(name, start, end)
  const hasYear = year !== undefined
  const marks = name.marks.filter(({ from, strength, kind }) => {
    if (kind === "tmdb" || kind === "imdb" || kind === "tvdb") return true
    if (kind === "episode" && strength !== "sure" && hasYear) return false
    return from >= end || from < start
  })
  return {
    ...titles,
    year: year?.year ?? null,
    yearInBrackets: year?.inBrackets ?? false,
    marks,
    edition: editionOf(name, marks, end),
    onlyTags: name.markOf.every((mark) => mark !== undefined) ? name.marks : [],
    weight,
    reasons: [...(year?.reasons ?? []), ...reasons]
  }
}

const regionFor = (name: MarkedName, start: number, boundary: number, year: YearPlace | undefined): Region => {
  if (year === undefined) return { start, end: boundary, anchor: boundary < name.tokens.length ? "tag" : "end" }
  if (year.leads) {
    const end = Math.max(year.from, firstBoundary(name, year.from, true))
    return { start: year.from, end, anchor: end < name.tokens.length ? "tag" : "end" }
  }
  return year.from <= boundary ? { start, end: year.from, anchor: "year" } : { start, end: boundary, anchor: "tag" }
}

const draftsFor = (
  name: MarkedName,
  start: number,
  boundary: number,
  year: YearPlace | undefined
): ReadonlyArray<Draft> => {
  const region = regionFor(name, start, boundary, year)
  const end = trimmedEnd(name, region.start, region.end, region.anchor)
  if (end === region.end) return [draft(region, year, 0, [])]
  const text = name.tokens
    .slice(end, region.end)
    .map((token) => token.text)
    .join(" ")
  return [
    draft({ ...region, end }, year, 0, [`"${text}" touches the end of the title and is a tag`]),
    draft(region, year, -untrimmedPoints, [`"${text}" may belong to the title`])
  ]
}

/** The claims of one name, the best first. */
export const readName = (text: string, latestYear: number, meter: Meter): ReadonlyArray<Claim> => {
  const name = markName(tokenize(text, meter), meter)
  if (name.tokens.length === 0) return []
  const start = titleStart(name)
  const years = yearPlaces(name, start, latestYear)
  const hasYear = years.some(({ weight }) => weight > 0)
  const boundary = firstBoundary(name, start, hasYear)
  const isCertain = years.some(({ inBrackets, leads }) => inBrackets && !leads)
  const choices = isCertain ? years : [undefined, ...years]
  const drafts = choices.flatMap((year) => draftsFor(name, start, boundary, year))
  meter.steps += name.tokens.length * (1 + years.length) * 4
  return drafts
    .sort((a, b) => b.weight - a.weight)
    .slice(0, claimsMax)
    .map((one) => claimOf(name, one))
}
