/** Where the title begins: after the group that released it, an address, an index in a collection, tags put first. */
import type { MarkedName } from "./marks.ts"
import { gaps, isNumber, isSpacedDash } from "./tokens.ts"
import { yearIn } from "./years.ts"

const hasLetter = (key: string): boolean => /\p{Letter}/u.test(key)

/** A bracket of which every word is a tag. */
export const isTagGroup = (name: MarkedName, group: number): boolean => {
  const { from, to } = name.groups[group]!
  if (to <= from) return false
  for (let at = from; at < to; at++) if (name.markOf[at] === undefined) return false
  return true
}

/** Whether a word of a title comes before the title must end. */
const leavesTitle = (name: MarkedName, from: number): boolean => {
  for (let at = from; at < name.tokens.length; at++) {
    const { key, group } = name.tokens[at]!
    const bracket = name.groups[group]
    if (bracket?.from === at && isTagGroup(name, group)) {
      at = bracket.to - 1
      continue
    }
    if (name.markOf[at]?.strength === "sure") return false
    if (group >= 0 && name.groups[group]!.from === at && yearIn(key) !== undefined) return false
    // `[Group] 300` has a title; in `[REC] 2` the number only counts.
    if (hasLetter(key) || (isNumber(key) && key.length > 1)) return true
  }
  return false
}

const afterGroup = (name: MarkedName, at: number): number => {
  const { group } = name.tokens[at]!
  const bracket = name.groups[group]
  if (bracket === undefined || bracket.from !== at || !leavesTitle(name, bracket.to)) return at
  if (isTagGroup(name, group)) return bracket.to
  const isIndex = bracket.to - at === 1 && /^\d{1,2}$/.test(name.tokens[at]!.key)
  const isYear = bracket.to - at === 1 && yearIn(name.tokens[at]!.key) !== undefined
  return !isYear && (isIndex || "[［【{".includes(bracket.open)) ? bracket.to : at
}

/** `01 - Iron Man`, `1. Toy Story`, `03.Iron.Man`: a place in a collection. `12 Angry Men` has none. */
const afterIndex = (name: MarkedName, at: number): number => {
  const [token, next] = [name.tokens[at]!, name.tokens[at + 1]]
  if (at > 0 || next === undefined || !isNumber(token.key) || !leavesTitle(name, at + 1)) return at
  if (name.markOf[1] !== undefined && name.markOf[1].strength !== "zone") return at
  const isPadded = /^0\d{1,2}$/.test(token.key)
  const isDelimited =
    /^\d{1,2}$/.test(token.key) &&
    (isSpacedDash(next.gap) || (name.spaced && (next.gap & gaps.dot) !== 0 && (next.gap & gaps.space) !== 0))
  return isPadded || isDelimited ? at + 1 : at
}

const afterTag = (name: MarkedName, at: number): number => {
  const mark = name.markOf[at]
  if (mark === undefined || mark.strength !== "sure" || mark.from !== at) return at
  const isSkipped =
    mark.kind !== "episode" && mark.kind !== "part" && (mark.kind !== "extra" || mark.value === "sample")
  return isSkipped && mark.to < name.tokens.length ? mark.to : at
}

/** The index of the first word of the title. */
export const titleStart = (name: MarkedName): number => {
  let at = 0
  while (at < name.tokens.length - 1) {
    const next = Math.max(afterTag(name, at), afterGroup(name, at), afterIndex(name, at))
    if (next === at) return at
    at = next
  }
  return at
}
