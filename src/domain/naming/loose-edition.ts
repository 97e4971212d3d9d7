/** After the title's end, anything that ends in Cut, Edition or Version is one: `The Snyder Cut`, `Hunter Edition`. */
import type { MarkedName } from "./marks.ts"
import { isSpacedDash } from "./tokens.ts"

const nouns = new Set(["cut", "edition", "version"])
const wordsMax = 4

/** The edition that the unmarked words from `end` on spell, if any. */
export const looseEdition = (name: MarkedName, end: number): string | undefined => {
  for (let at = end + 1; at < name.tokens.length; at++) {
    const token = name.tokens[at]!
    if (!nouns.has(token.key) || name.markOf[at] !== undefined || isSpacedDash(token.gap)) continue
    let from = at
    while (from > end && at - from < wordsMax && continues(name, from)) from--
    if (from < at)
      return name.tokens
        .slice(from, at + 1)
        .map(({ text }) => text)
        .join(" ")
        .replace(/^the /i, "")
  }
  return undefined
}

const continues = (name: MarkedName, at: number): boolean => {
  const [before, token] = [name.tokens[at - 1]!, name.tokens[at]!]
  const mark = name.markOf[at - 1]
  if (isSpacedDash(token.gap) || before.group !== token.group || /^\d{4}$/.test(before.key)) return false
  return mark === undefined || mark.kind === "edition" || mark.kind === "service"
}
