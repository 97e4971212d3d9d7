/** The titles that a name gives besides the first: after AKA, in brackets, in another script. */
import type { MarkedName } from "./marks.ts"
import { isTagGroup } from "./title-start.ts"
import { titleText } from "./title-text.ts"
import { isNumber, type Token } from "./tokens.ts"
import { isJoining } from "./words/joining.ts"

export interface Titles {
  readonly title: string | null
  readonly alternativeTitles: ReadonlyArray<string>
}

const alternativesMax = 6
const partWords = new Set(["part", "vol", "volume", "chapter", "pt"])

/** A bracket that belongs to the title: it begins it, is bound to it, counts, or stands in its middle. */
const isKept = (name: MarkedName, group: number, start: number, end: number): boolean => {
  const { from, to, open } = name.groups[group]!
  if (from === start) return true
  if (isTagGroup(name, group)) return false
  const first = name.tokens[from]!
  if (isNumber(first.key) || partWords.has(first.key)) return true
  if (open !== "(" && open !== "（") return false
  return to < end || (isJoining(name.tokens[from - 1]!.key) && from > start)
}

const akaLength = (tokens: ReadonlyArray<Token>, at: number): number => {
  if (tokens[at]!.key === "aka") return 1
  return tokens[at]!.key === "a" && tokens[at + 1]?.key === "k" && tokens[at + 2]?.key === "a" ? 3 : 0
}

/** The words of each title, split where one is also known as another. */
const splitAtAka = (tokens: ReadonlyArray<Token>): ReadonlyArray<ReadonlyArray<Token>> => {
  const pieces: Array<Array<Token>> = [[]]
  for (let at = 0; at < tokens.length; at++) {
    const length = akaLength(tokens, at)
    const isBetween = pieces.at(-1)!.length > 0 && at + length < tokens.length
    if (length > 0 && isBetween) {
      pieces.push([])
      at += length - 1
    } else pieces.at(-1)!.push(tokens[at]!)
  }
  return pieces
}

const withoutAka = (tokens: ReadonlyArray<Token>): ReadonlyArray<Token> => tokens.slice(akaLength(tokens, 0))

const foreign =
  /[\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}\p{Script=Devanagari}]/u
const latin = /\p{Script=Latin}/u

const scriptOf = ({ text }: Token): "latin" | "foreign" | undefined => {
  if (foreign.test(text)) return "foreign"
  return latin.test(text) ? "latin" : undefined
}

/** Where the words change from one script to another, if they do so once and both sides say something. */
const scriptChange = (tokens: ReadonlyArray<Token>): number | undefined => {
  let [at, last] = [-1, undefined as ReturnType<typeof scriptOf>]
  for (const [index, token] of tokens.entries()) {
    const script = scriptOf(token)
    if (script === undefined || script === last) continue
    if (last !== undefined && at >= 0) return undefined
    if (last !== undefined) at = index
    last = script
  }
  if (at < 0) return undefined
  const letters = tokens.reduce((sum, token) => sum + (scriptOf(token) === "latin" ? token.key.length : 0), 0)
  return letters > 3 ? at : undefined
}

const splitByScript = (tokens: ReadonlyArray<Token>): ReadonlyArray<ReadonlyArray<Token>> => {
  const at = scriptChange(tokens)
  return at === undefined ? [tokens] : [tokens.slice(0, at), tokens.slice(at)]
}

interface Region {
  readonly own: ReadonlyArray<Token>
  readonly bracketed: ReadonlyArray<ReadonlyArray<Token>>
}

const regionOf = (name: MarkedName, start: number, end: number): Region => {
  const own: Array<Token> = []
  const bracketed: Array<ReadonlyArray<Token>> = []
  for (let at = start; at < end; at++) {
    const { group } = name.tokens[at]!
    const bracket = name.groups[group]
    if (bracket === undefined || bracket.from !== at || isKept(name, group, start, end)) {
      own.push(name.tokens[at]!)
      continue
    }
    const isRound = bracket.open === "(" || bracket.open === "（"
    const isTitle = (isRound && !isTagGroup(name, group)) || akaLength(name.tokens, at) > 0
    if (isTitle) bracketed.push(name.tokens.slice(at, bracket.to))
    at = bracket.to - 1
  }
  return { own, bracketed }
}

/** `Title (2010) aka Other`: after the year, until a tag. */
const afterYear = (name: MarkedName, end: number): ReadonlyArray<Token> => {
  const at = name.tokens.findIndex((_, index) => index >= end && akaLength(name.tokens, index) > 0)
  if (at < 0) return []
  const from = at + akaLength(name.tokens, at)
  let to = from
  while (to < name.tokens.length && name.markOf[to] === undefined && name.tokens[to]!.group === name.tokens[at]!.group)
    to++
  return name.tokens.slice(from, to)
}

const hasAka = ({ tokens }: MarkedName): boolean => tokens.some(({ key }) => key === "aka" || key === "k")

/** Most names have one title: no bracket, no AKA, one script. */
const onlyTitle = (name: MarkedName, start: number, end: number): Titles => ({
  title: titleText(name, name.tokens.slice(start, end)) ?? null,
  alternativeTitles: []
})

/** The titles in the words from `start` to before `end`. */
export const titlesIn = (name: MarkedName, start: number, end: number): Titles => {
  if (name.isAscii && name.groups.length === 0 && !hasAka(name)) return onlyTitle(name, start, end)
  const { own, bracketed } = regionOf(name, start, end)
  const [first = [], ...known] = splitAtAka(own)
  const scripts = name.isAscii ? [first] : splitByScript(first)
  const inBrackets = bracketed.map(withoutAka)
  const pieces = [...scripts, ...known, ...inBrackets, afterYear(name, end)]
  const texts = pieces.flatMap((tokens) =>
    tokens.length === 0 ? [] : (titleText(name, unbracketed(tokens, bracketed)) ?? [])
  )
  const [title = null, ...others] = texts
  const distinct = [...new Set(others)].filter((text) => text !== title)
  return { title, alternativeTitles: distinct.slice(0, alternativesMax) }
}

/** A title that was in brackets is written without them. */
const unbracketed = (
  tokens: ReadonlyArray<Token>,
  bracketed: ReadonlyArray<ReadonlyArray<Token>>
): ReadonlyArray<Token> =>
  bracketed.some((group) => group.includes(tokens[0]!)) ? tokens.map((token) => ({ ...token, group: -1 })) : tokens
