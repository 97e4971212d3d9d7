/** Where the title ends: before the year, before the first sure tag, and before the weaker tags that touch them. */
import type { Mark, MarkedName } from "./marks.ts"
import { isTagGroup } from "./title-start.ts"
import { isSpacedDash } from "./tokens.ts"
import { isArticle, isJoining } from "./words/joining.ts"

/** What the title ends at. */
export type Anchor = "year" | "tag" | "end"

const isBoundary = (name: MarkedName, at: number, hasYear: boolean): boolean => {
  const mark = name.markOf[at]
  const { group } = name.tokens[at]!
  if (group >= 0 && name.groups[group]!.from === at && isTagGroup(name, group)) return true
  if (mark === undefined || mark.from !== at) return false
  return mark.strength === "sure" || (mark.kind === "episode" && !hasYear)
}

/** The first word after the beginning that no title has. */
export const firstBoundary = (name: MarkedName, start: number, hasYear: boolean): number => {
  for (let at = start; at < name.tokens.length; at++) if (isBoundary(name, at, hasYear)) return at
  return name.tokens.length
}

/** `PROPER`, `iNTERNAL`, `MULTi`: releases write a small i among capitals. */
const isCapitals = (text: string): boolean => {
  const raised = text.replaceAll("i", "I")
  return text.length > 1 && raised === raised.toUpperCase() && raised !== raised.toLowerCase()
}

const hasSmallLetters = (name: MarkedName, start: number, end: number): boolean =>
  name.tokens.slice(start, end).some(({ text }) => text.length > 1 && /\p{Lowercase}/u.test(text) && !isCapitals(text))

const isShouted = (name: MarkedName, { from, to }: Mark): boolean =>
  name.tokens.slice(from, to).every(({ text }) => isCapitals(text))

const hasOther3D = (name: MarkedName, end: number): boolean =>
  name.marks.some(({ from, kind, value }) => from >= end && kind === "picture" && value.startsWith("3D"))

/** Whether a weaker mark that touches the end of the title is a tag there. */
const isTagBefore = (name: MarkedName, mark: Mark, start: number, anchor: Anchor): boolean => {
  if (mark.kind === "edition") {
    return (
      anchor !== "end" ||
      mark.to - mark.from > 1 ||
      isSpacedDash(name.tokens[mark.from]!.gap) ||
      mark.value !== "Theatrical"
    )
  }
  if (mark.kind === "picture" && mark.value === "3D" && anchor !== "tag") return hasOther3D(name, mark.to)
  const stands = isShouted(name, mark) && hasSmallLetters(name, start, mark.from)
  // Two tags in a row are not the end of a title.
  const follows = name.markOf[mark.from - 1]
  if (anchor === "end" && follows !== undefined && follows.strength !== "zone" && follows.from > start) return true
  if (anchor === "end" && mark.kind === "flag" && (mark.value === "dubbed" || mark.value === "subtitled"))
    return mark.to - mark.from > 1 || stands
  if (anchor !== "tag") return stands
  return !mark.capitals || stands || !name.tokens.some(({ text }) => /\p{Uppercase}/u.test(text))
}

const onlyArticles = (name: MarkedName, start: number, end: number): boolean =>
  name.tokens.slice(start, end).every(({ key }) => isArticle(key) || key === "")

/** The end of the title without the tag that touches it; the same end when there is none. */
const withoutLast = (name: MarkedName, start: number, end: number, anchor: Anchor): number => {
  const mark = name.markOf[end - 1]
  if (mark === undefined || mark.to !== end || mark.from <= start || mark.strength !== "usual") return end
  if (mark.kind === "episode") return end
  const before = name.tokens[mark.from - 1]!
  const withThe = mark.kind === "edition" && before.key === "the" && mark.to - mark.from > 1
  const from = withThe ? mark.from - 1 : mark.from
  const stands = isShouted(name, mark) && hasSmallLetters(name, start, mark.from)
  const isBound = !withThe && !stands && isJoining(before.key) && !isSpacedDash(name.tokens[mark.from]!.gap)
  if (isBound || from <= start || onlyArticles(name, start, from)) return end
  return isTagBefore(name, mark, start, anchor) ? from : end
}

/** The end of the title after taking off the weaker tags that touch it. */
export const trimmedEnd = (name: MarkedName, start: number, end: number, anchor: Anchor): number => {
  let [at, touching] = [end, anchor]
  for (;;) {
    const next = withoutLast(name, start, at, touching)
    if (next === at) return at
    // What stands before an edition stands before a tag, except that a year still guards words of the title.
    if (touching === "end") touching = "tag"
    at = next
  }
}
