/** Dictionaries of phrases: found word by word in one look at each place, the longest first. */
import type { Mark, MarkMeaning, NameRule, Phrase, Strength } from "./marks.ts"
import { isSpacedDash, type Name } from "./tokens.ts"

/** The written forms of each value, with `, ` between them and one space between the words of a form. */
export type Forms = Readonly<Record<string, string>>

export const phrasesOf = (
  strength: Strength | "capitals",
  forms: Forms,
  meaningOf: (value: string) => MarkMeaning
): ReadonlyArray<Phrase> =>
  Object.entries(forms).flatMap(([value, written]) =>
    written.split(", ").map((form) => ({
      keys: form.split(" "),
      strength: strength === "capitals" ? ("usual" as const) : strength,
      capitals: strength === "capitals",
      meaning: meaningOf(value)
    }))
  )

export type PhraseIndex = ReadonlyMap<string, ReadonlyArray<Phrase>>

export const indexPhrases = (phrases: ReadonlyArray<Phrase>): PhraseIndex => {
  const index = new Map<string, Array<Phrase>>()
  for (const phrase of phrases) {
    const first = phrase.keys[0]!
    const list = index.get(first)
    if (list === undefined) index.set(first, [phrase])
    else list.push(phrase)
  }
  for (const list of index.values()) list.sort((a, b) => b.keys.length - a.keys.length)
  return index
}

const standsAt = ({ tokens }: Name, at: number, { keys }: Phrase): boolean => {
  const group = tokens[at]!.group
  for (let offset = 1; offset < keys.length; offset++) {
    const token = tokens[at + offset]
    if (token === undefined || token.key !== keys[offset] || token.group !== group) return false
    if (isSpacedDash(token.gap)) return false
  }
  return true
}

/** The longest phrase that begins at a word. */
export const phraseAt = (name: Name, at: number, index: PhraseIndex): Phrase | undefined =>
  index.get(name.tokens[at]!.key)?.find((phrase) => standsAt(name, at, phrase))

/** A mark where a phrase stands on words that no other mark has taken; the longest that fits. */
export const phraseMarkAt = (
  name: Name,
  at: number,
  index: PhraseIndex,
  markOf: ReadonlyArray<Mark | undefined>
): Mark | undefined => {
  const phrases = index.get(name.tokens[at]!.key)
  if (phrases === undefined) return undefined
  for (const phrase of phrases) {
    const to = at + phrase.keys.length
    if (isTaken(markOf, at, to) || !standsAt(name, at, phrase)) continue
    const { strength, capitals, meaning } = phrase
    return { from: at, to, strength, capitals, ...meaning }
  }
  return undefined
}

/** Whether a word from `from` to before `to` has a mark already. */
export const isTaken = (markOf: ReadonlyArray<Mark | undefined>, from: number, to: number): boolean => {
  for (let at = from; at < to; at++) if (markOf[at] !== undefined) return true
  return false
}

/** A rule that is a dictionary and nothing else. */
export const phraseRule = (
  name: string,
  reason: string,
  ...phrases: ReadonlyArray<ReadonlyArray<Phrase>>
): NameRule => ({ name, reason, phrases: phrases.flat() })
