/**
 * Titles as words to find them by, in any script. Where a script puts no spaces between words, every two neighbouring
 * characters are a word, so that any part of a title finds it.
 */
import { foldTitle } from "../../domain/naming/fold.ts"

/** Scripts without spaces between words; Korean has them, and is asked for by parts of words all the same. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々]+/gu
/** Points of vowels: written in some titles, and in few queries. */
const points = /(?<=[\p{Script=Arabic}\p{Script=Hebrew}])\p{Mark}+/gu
const hyphened = /[\p{Letter}\p{Number}]+(?:[-\u2010-\u2012\u00b7'’][\p{Letter}\p{Number}]+)+/gu

const wordsMax = 60

/** The title as it is compared: without case, accents, punctuation. */
export const searchable = (title: string): string => foldTitle(title).normalize("NFKC").replace(points, "")

const pairsIn = (run: string): ReadonlyArray<string> => {
  const characters = Array.from(run)
  if (characters.length === 1) return characters
  return characters.slice(1).map((character, place) => characters[place]! + character)
}

const split = (word: string): ReadonlyArray<string> => {
  const runs = word.match(unspaced)
  if (runs === null) return [word]
  const rest = word.replace(unspaced, " ").split(" ")
  return [...runs.flatMap(pairsIn), ...rest.filter((part) => part !== "")]
}

/** The words of a text; `spider-man` is found as `spiderman` too. */
export const wordsOf = (text: string): ReadonlyArray<string> => {
  const folded = searchable(text)
  const words = folded === "" ? [] : folded.split(" ").flatMap(split)
  const joined = (text.slice(0, 500).match(hyphened) ?? []).map((word) => searchable(word).replaceAll(" ", ""))
  return [...new Set([...words, ...joined])].slice(0, wordsMax)
}

/** In so many titles that they tell nothing, unless they are all there is. */
const frequent = new Set(
  "the a an of and in to on for at le la les de du des un une et der die das und ein eine el los las y il lo i gli".split(
    " "
  )
)

/** The words of a query that tell something: what the hyphen holds together is asked for in parts. */
export const queryWordsOf = (text: string): ReadonlyArray<string> => {
  const folded = searchable(text)
  const words = folded === "" ? [] : [...new Set(folded.split(" ").flatMap(split))].slice(0, wordsMax)
  const telling = words.filter((word) => !frequent.has(word))
  return telling.length === 0 ? words : telling
}

const isUnspaced = (word: string): boolean => word.search(unspaced) >= 0

/** How many letters may be wrong. Short words mean what they say. */
export const typosIn = (word: string): number => {
  if (isUnspaced(word) || /^\d+$/.test(word) || word.length < 4) return 0
  return word.length < 6 ? 1 : 2
}

/** Whether the last word may be only the beginning of the one that is meant. */
export const isPrefix = (word: string): boolean => isUnspaced(word) || (word.length >= 2 && !frequent.has(word))
