/** Which numbers of a name may be the year of release, and what speaks for each. */
import type { MarkedName } from "./marks.ts"
import { isSpacedDash, type Token } from "./tokens.ts"
import { bindsYear } from "./words/joining.ts"

/** The first films are from 1888; names of films to come are seldom more than a few years early. */
const yearMin = 1888
export const latestYearDefault = 2032

/** The year that a word spells. */
export const yearIn = (key: string, latestYear: number = latestYearDefault): number | undefined => {
  if (key.length !== 4 || !/^\d{4}$/.test(key)) return undefined
  const year = Number(key)
  return year >= yearMin && year <= latestYear ? year : undefined
}

export interface YearPlace {
  readonly at: number
  readonly year: number
  /** Where the title must end for it, and where what follows it begins. */
  readonly from: number
  readonly to: number
  /** It stands before the title. */
  readonly leads: boolean
  readonly inBrackets: boolean
  readonly weight: number
  readonly reasons: ReadonlyArray<string>
}

const isAlone = (name: MarkedName, token: Token): boolean => {
  const group = name.groups[token.group]
  return group !== undefined && group.to - group.from === 1
}

/** What comes after it is no word of a title: the end, a tag, a bracket. */
const endsTitle = (name: MarkedName, to: number, group: number): boolean => {
  const next = name.tokens[to]
  if (next === undefined || name.markOf[to] !== undefined) return true
  return next.group >= 0 && next.group !== group
}

const remade = new Set(["Remastered", "4K Remastered", "Restored", "4K Restored", "Special Edition", "Director's Cut"])

/** `1927 Restored 2010`: the year of the restoration. */
const isOfEdition = (name: MarkedName, at: number, latestYear: number): boolean => {
  const before = name.markOf[at - 1]
  if (before?.kind !== "edition" || !remade.has(before.value)) return false
  return name.tokens.slice(0, before.from).some(({ key }) => yearIn(key, latestYear) !== undefined)
}

const placed = (name: MarkedName, at: number, start: number, latestYear: number): YearPlace | undefined => {
  const token = name.tokens[at]!
  const year = yearIn(token.key, latestYear)
  if (year === undefined || name.markOf[at] !== undefined) return undefined
  const [group, alone] = [name.groups[token.group], isAlone(name, token)]
  const leads = group === undefined ? at === start : group.from === start
  const next = name.tokens[at + 1]
  if (leads && (next === undefined || (group === undefined && !isSpacedDash(next.gap)))) return undefined
  const reasons: Array<string> = []
  let weight = 1
  const because = (points: number, reason: string) => {
    weight += points
    reasons.push(reason)
  }
  if (alone) because(leads ? 2 : 4, `${year} stands alone in brackets`)
  else if (group !== undefined) because(2, `${year} stands in brackets`)
  if (!leads && endsTitle(name, at + 1, token.group)) because(2, `after ${year} come only tags or nothing`)
  else if (!leads && yearIn(next?.key ?? "", latestYear) !== undefined) because(-3, `another year follows ${year}`)
  else if (!leads && !alone) because(-0.5, `words follow ${year}`)
  const before = name.tokens[at - 1]
  const isBound = !alone && before !== undefined && at > start && bindsYear(before.key) && !isSpacedDash(token.gap)
  if (isBound) because(next === undefined ? -4 : -2, `"${before.text} ${year}" may belong together`)
  if (isOfEdition(name, at, latestYear)) because(-4, `${year} is the year of the edition`)
  const from = leads ? (group?.to ?? at + 1) : (group?.from ?? at)
  return { at, year, from, to: group?.to ?? at + 1, leads, inBrackets: alone, weight: weight + at / 100, reasons }
}

/** The years of a name from the beginning of its title on. Of several that fit equally the last is the year of release. */
export const yearPlaces = (name: MarkedName, start: number, latestYear: number): ReadonlyArray<YearPlace> => {
  const found: Array<YearPlace> = []
  for (let at = start; at < name.tokens.length && found.length < 6; at++) {
    const place = placed(name, at, start, latestYear)
    if (place !== undefined) found.push(place)
  }
  return found
}
