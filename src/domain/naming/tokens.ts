/**
 * A name as words with what stands between them, and the brackets it has. One pass, no backtracking: the cost is the
 * length of the name, which is capped. Everything after this looks at words, never at the text again.
 */

/** What can stand between two words; a gap may be several of them at once. */
export const gaps = { space: 1, dot: 2, underscore: 4, dash: 8, comma: 16, bracket: 32, other: 64 } as const

export interface Token {
  /** As it was written. */
  readonly text: string
  /** In lower case, letters and digits only. */
  readonly key: string
  readonly start: number
  readonly end: number
  /** What stands before it, as bits of `gaps`. */
  readonly gap: number
  /** Whether a digit is in it: most rules look at nothing else. */
  readonly hasDigit: boolean
  /** The index of the bracket it is in, or -1. */
  group: number
}

export interface Group {
  readonly open: string
  readonly from: number
  to: number
}

export interface Name {
  readonly source: string
  readonly tokens: ReadonlyArray<Token>
  readonly groups: ReadonlyArray<Group>
  /** Spaces separate its words, so that dots are punctuation. */
  readonly spaced: boolean
  /** No character is outside ASCII. */
  readonly isAscii: boolean
  /** Hyphens are its only separators. */
  readonly hyphened: boolean
}

/** Counts the work done, so that a test can bound it without a clock. */
export interface Meter {
  steps: number
}

const word = 0
const opening = 128
const closing = 256
const gapKinds = new Map<number, number>()
const learn = (characters: string, kind: number): void => {
  for (const character of characters) gapKinds.set(character.charCodeAt(0), kind)
}
learn(' \t\n"“”«»「」『』《》〈〉', gaps.space)
learn(".", gaps.dot)
learn("_", gaps.underscore)
learn("-–—", gaps.dash)
learn(",、", gaps.comma)
learn("=:;~|：⁄∕│", gaps.other)
learn("([{（［【", gaps.bracket | opening)
learn(")]}）］】", gaps.bracket | closing)

const asciiKinds = Array.from({ length: 128 }, (_, code) => gapKinds.get(code) ?? word)
const kindOf = (code: number): number => (code < 128 ? asciiKinds[code]! : (gapKinds.get(code) ?? word))

const plainKey = /^[a-z0-9]+$/
const keyOf = (text: string): string => {
  const lower = text.toLowerCase()
  if (plainKey.test(lower)) return lower
  return lower === "&" || lower === "+" ? "and" : lower.replace(/[^\p{Letter}\p{Number}\p{Mark}]+/gu, "")
}

class Scanner {
  readonly tokens: Array<Token> = []
  readonly groups: Array<Group> = []
  #depth = 0
  #gap = 0
  bits = 0
  dashes = 0

  word(source: string, start: number, end: number, hasDigit: boolean): void {
    const text = source.slice(start, end)
    const group = this.#depth > 0 ? this.groups.length - 1 : -1
    this.tokens.push({ text, key: keyOf(text), start, end, gap: this.#gap, hasDigit, group })
    this.#gap = 0
  }

  separator(kind: number, character: string): void {
    this.#gap |= kind & 127
    this.bits |= kind & 127
    if (kind === gaps.dash) this.dashes += 1
    if ((kind & opening) !== 0) {
      if (this.#depth === 0) this.groups.push({ open: character, from: this.tokens.length, to: -1 })
      this.#depth += 1
    }
    if ((kind & closing) === 0 || this.#depth === 0) return
    this.#depth -= 1
    if (this.#depth === 0) this.groups.at(-1)!.to = this.tokens.length
  }

  /** A bracket that is never closed is only punctuation. */
  finish(): void {
    if (this.#depth === 0) return
    const { from } = this.groups.pop()!
    for (let index = from; index < this.tokens.length; index++) this.tokens[index]!.group = -1
  }
}

/** Splits a name into words. */
export const tokenize = (source: string, meter: Meter): Name => {
  const scanner = new Scanner()
  let [start, hasDigit, isAscii] = [-1, false, true]
  for (let at = 0; at <= source.length; at++) {
    const code = at < source.length ? source.charCodeAt(at) : 32
    const kind = kindOf(code)
    if (code > 127) isAscii = false
    if (kind === word) {
      if (start < 0) [start, hasDigit] = [at, false]
      if (code > 47 && code < 58) hasDigit = true
      continue
    }
    if (start >= 0) scanner.word(source, start, at, hasDigit)
    start = -1
    if (at < source.length) scanner.separator(kind, source[at]!)
  }
  scanner.finish()
  meter.steps += source.length
  const { tokens, groups, bits, dashes } = scanner
  const others = bits & (gaps.space | gaps.dot | gaps.underscore)
  return { source, tokens, groups, spaced: (bits & gaps.space) !== 0, isAscii, hyphened: others === 0 && dashes > 1 }
}

/** ` - `, `_-_`, `.-.`: a dash that separates, and does not join. */
export const isSpacedDash = (gap: number): boolean =>
  (gap & gaps.dash) !== 0 && (gap & (gaps.space | gaps.dot | gaps.underscore)) !== 0

/** `a-b`: a dash that joins. */
export const isTightDash = (gap: number): boolean => (gap & ~gaps.bracket) === gaps.dash

export const isNumber = (key: string): boolean => {
  for (let index = 0; index < key.length; index++) {
    const code = key.charCodeAt(index)
    if (code < 48 || code > 57) return false
  }
  return key.length > 0
}
