/** The words of a title as a person writes them: separators become spaces, letters of an acronym keep their dots. */
import { gaps, isNumber, isSpacedDash, type Name, type Token } from "./tokens.ts"
import { isArticle } from "./words/joining.ts"

const isLetter = ({ text }: Token): boolean => text.length === 1 && /\p{Letter}/u.test(text)

const isDotted = (gap: number): boolean => gap === gaps.dot

/** `S.W.A.T`, `E.T.`: single letters with a dot between them. */
const inAcronym = (tokens: ReadonlyArray<Token>, at: number): boolean => {
  const token = tokens[at]!
  if (!isLetter(token)) return false
  const next = tokens[at + 1]
  if (next !== undefined && isDotted(next.gap) && isLetter(next)) return true
  return at > 0 && isDotted(token.gap) && isLetter(tokens[at - 1]!)
}

/** `3.5`: a dot between single digits is a decimal point. */
const isDecimal = (before: Token, token: Token): boolean =>
  isDotted(token.gap) &&
  before.text.length === 1 &&
  token.text.length === 1 &&
  isNumber(before.key) &&
  isNumber(token.key)

const spelledGap = (name: Name, tokens: ReadonlyArray<Token>, at: number): string => {
  const [before, token] = [tokens[at - 1]!, tokens[at]!]
  const { gap } = token
  if (name.spaced) {
    const between = name.source.slice(before.end, token.start).replaceAll("_", " ")
    return between.trim() === "" ? " " : between
  }
  if (isDecimal(before, token)) return "."
  if ((gap & gaps.comma) !== 0) return isNumber(before.key) && isNumber(token.key) && gap === gaps.comma ? "," : ", "
  if (isSpacedDash(gap)) return " - "
  if ((gap & gaps.dash) !== 0 && !name.hyphened && (gap & gaps.bracket) === 0) return "-"
  if (isDotted(gap) && inAcronym(tokens, at) && inAcronym(tokens, at - 1)) return ""
  return " "
}

const spelled = (name: Name, tokens: ReadonlyArray<Token>): string => {
  let text = ""
  for (const [at, token] of tokens.entries()) {
    const isDottedLetter = inAcronym(tokens, at) && (!name.spaced || at === tokens.length - 1)
    text += (at === 0 ? "" : spelledGap(name, tokens, at)) + token.text + (isDottedLetter ? "." : "")
  }
  return text
}

/** A bracket that the first or last word stands in is written too. */
const bracketed = (name: Name, tokens: ReadonlyArray<Token>, text: string): string => {
  const [first, last] = [name.groups[tokens[0]!.group], name.groups[tokens.at(-1)!.group]]
  const opens = first !== undefined && name.tokens[first.from] === tokens[0] ? first.open : ""
  const closes = last !== undefined && name.tokens[last.to - 1] === tokens.at(-1)
  const close = closes
    ? (name.source.slice(tokens.at(-1)!.end).match(/^[^\p{Letter}\p{Number}]*?([)\]}）］】])/u)?.[1] ?? "")
    : ""
  return opens + text + close
}

/** `Matrix, The` and `Lord of the Rings, The - The Two Towers`: the article goes back to its place. */
const withArticle = (text: string): string => {
  const comma = text.indexOf(", ")
  if (comma < 1) return text
  const rest = text.slice(comma + 2)
  const end = rest.search(/ - |: | \(|$/)
  const article = rest.slice(0, end)
  if (!isArticle(article.toLowerCase().replace(/['’]/g, ""))) return text
  const glue = /['’]$/.test(article) ? "" : " "
  return article + glue + text.slice(0, comma) + rest.slice(end)
}

/** The title that some words of a name spell, or undefined when they spell nothing. */
export const titleText = (name: Name, tokens: ReadonlyArray<Token>): string | undefined => {
  if (tokens.length === 0) return undefined
  const words = spelled(name, tokens)
  const text = name.groups.length === 0 ? words : bracketed(name, tokens, words)
  const line = withArticle(text.replace(/\s+/g, " ").trim())
  return line.replace(/[\s,:;~=-]+$/, "") || undefined
}
