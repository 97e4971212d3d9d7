/** How the titles of a file and of its folder stand to each other. */
import { foldTitle, squeezed } from "./fold.ts"
import { numberValue } from "./numerals.ts"
import type { Titles } from "./alternative-titles.ts"
import { isArticle } from "./words/joining.ts"

/**
 * `same`: one title. `part`: one is a piece of the other, or short for it. `sequel`: a piece of it, but for a number.
 * `other`: different titles.
 */
export type Relation = "same" | "part" | "sequel" | "other"

const withoutArticle = (words: ReadonlyArray<string>): ReadonlyArray<string> =>
  words.length > 1 && isArticle(words[0]!) ? words.slice(1) : words

const wordsOf = (title: string): ReadonlyArray<string> => withoutArticle(foldTitle(title).split(" "))

const isSequelWord = (word: string): boolean => {
  const value = numberValue(word)
  return value !== undefined && value !== 1
}

/** The place of some words in others, next to each other. */
const placeIn = (words: ReadonlyArray<string>, longer: ReadonlyArray<string>): number => {
  for (let at = 0; at + words.length <= longer.length; at++) {
    if (words.every((word, offset) => longer[at + offset] === word)) return at
  }
  return -1
}

/** `mtrx` for `The Matrix`: the letters in their order, beginning with that of a word. */
const isShortFor = (short: string, words: ReadonlyArray<string>): boolean => {
  const long = words.join("")
  if (short.length < 2 || short.length > long.length * 0.75 || short.length > 12) return false
  if (!words.some((word) => word[0] === short[0])) return false
  let at = long.indexOf(short[0]!)
  for (let index = 1; index < short.length && at >= 0; index++) at = long.indexOf(short[index]!, at + 1)
  return at >= 0
}

const relationOf = (a: string, b: string): Relation => {
  const [wordsA, wordsB] = [wordsOf(a), wordsOf(b)]
  const [shorter, longer] = wordsA.length <= wordsB.length ? [wordsA, wordsB] : [wordsB, wordsA]
  if (squeezed(wordsA.join("")) === squeezed(wordsB.join(""))) return "same"
  const at = placeIn(shorter, longer)
  if (at < 0) return shorter.length === 1 && isShortFor(shorter[0]!, longer) ? "part" : "other"
  const extra = [...longer.slice(0, at), ...longer.slice(at + shorter.length)]
  return extra.some(isSequelWord) ? "sequel" : "part"
}

const order: ReadonlyArray<Relation> = ["same", "sequel", "part", "other"]

/** The closest relation between any title of one and any of the other. */
export const relationBetween = (a: Titles, b: Titles): Relation => {
  let closest: Relation = "other"
  for (const titleA of [a.title, ...a.alternativeTitles].slice(0, 3)) {
    for (const titleB of [b.title, ...b.alternativeTitles].slice(0, 3)) {
      if (titleA === null || titleB === null) continue
      const relation = relationOf(titleA, titleB)
      if (order.indexOf(relation) < order.indexOf(closest)) closest = relation
    }
  }
  return closest
}
