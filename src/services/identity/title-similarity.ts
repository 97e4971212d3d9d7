/** How alike two titles are, in any script: the same for both orders, 1 only for the same title. */
import { foldTitle, squeezed } from "../../domain/naming/fold.ts"
import { isNumber } from "../../domain/naming/tokens.ts"
import { romanValue } from "../../domain/naming/numerals.ts"
import { isArticle } from "../../domain/naming/words/joining.ts"

/** Titles that differ in their number are different films, however alike the rest is. */
const otherNumberMax = 0.6
/** What is spelled in another way: without an article, with Roman numerals, with other spaces. */
const otherSpelling = 0.98
const notTheSameMax = 0.95

const isSmall = (word: string): boolean => word === "i" || word === "v" || word === "x"

/** Roman numerals as digits, where they count: not first, and single letters only last. */
const plainWords = (folded: string): ReadonlyArray<string> => {
  const words = folded.split(" ")
  const rest = words.length > 1 && isArticle(words[0]!) ? words.slice(1) : words
  return rest.map((word, at) => {
    const counts = at > 0 && (!isSmall(word) || at === rest.length - 1)
    return counts ? String(romanValue(word) ?? word) : word
  })
}

const counted = (items: Iterable<string>): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1)
  return counts
}

/** The share of items that two bags have in common (Dice). */
const shared = (a: ReadonlyArray<string>, b: ReadonlyArray<string>): number => {
  const [countsA, countsB] = [counted(a), counted(b)]
  let common = 0
  for (const [item, count] of countsA) common += Math.min(count, countsB.get(item) ?? 0)
  return a.length + b.length === 0 ? 0 : (2 * common) / (a.length + b.length)
}

const bigrams = (text: string): ReadonlyArray<string> => {
  const letters = Array.from(text)
  return letters.length < 2 ? letters : letters.slice(1).map((letter, at) => letters[at]! + letter)
}

const numbersOf = (words: ReadonlyArray<string>): string =>
  words
    .filter((word) => isNumber(word))
    .toSorted()
    .join(" ")

/** From 0 to 1, and the same for (a, b) and (b, a). Titles of nothing but punctuation are like none. */
export const titleSimilarity = (a: string, b: string): number => {
  const [foldedA, foldedB] = [foldTitle(a), foldTitle(b)]
  if (foldedA === "" || foldedB === "") return 0
  if (foldedA === foldedB) return 1
  const [wordsA, wordsB] = [plainWords(foldedA), plainWords(foldedB)]
  const [wholeA, wholeB] = [squeezed(wordsA.join("")), squeezed(wordsB.join(""))]
  if (wholeA === wholeB) return otherSpelling
  const alike = Math.max(shared(wordsA, wordsB), shared(bigrams(wholeA), bigrams(wholeB)))
  return Math.min(alike, numbersOf(wordsA) === numbersOf(wordsB) ? notTheSameMax : otherNumberMax)
}

/** The greatest likeness between any of some titles and any of others. */
export const titlesAlike = (some: ReadonlyArray<string>, others: ReadonlyArray<string>): number => {
  let alike = 0
  for (const a of some) for (const b of others) alike = Math.max(alike, titleSimilarity(a, b))
  return alike
}
