/** Not the film but something about it: trailers, samples, featurettes, deleted scenes. */
import { markAt, marksBy, type Mark, type NameRule, type Strength } from "../marks.ts"
import type { ExtraKind } from "../reading.ts"
import { type Forms, indexPhrases, phraseAt, phrasesOf } from "../phrases.ts"
import { isTightDash, type Name, type Token } from "../tokens.ts"
import { isJoining } from "../words/joining.ts"

const meaning = (value: string) => ({ kind: "extra" as const, value: value as ExtraKind })

/** At the end of a name these say what the file is. */
const plain: Forms = {
  trailer:
    "trailer, teaser, teaser trailer, official trailer, theatrical trailer, final trailer, trailers, official teaser, tv spot, tv spots, international trailer",
  sample: "sample, vidsample",
  featurette: "featurette, featurettes, making of, the making of, makingof",
  "behind the scenes": "behindthescenes, behind the scenes, bts",
  "deleted scene": "deletedscene, deletedscenes, deleted scene, deleted scenes, extended scene, extended scenes",
  other:
    "bonus, bonus disc, bonus features, bonus material, special features, gag reel, bloopers, blooper reel, outtakes, extras, storyboards, storyboard comparison"
}
/** These are common words of titles: they need a dash that joins, or the title must have ended. */
const common: Forms = {
  "deleted scene": "deleted",
  interview: "interview, interviews",
  scene: "scene, scenes",
  short: "short, shorts",
  clip: "clip, clips, music video",
  other: "other, others, extra, teasers and trailers"
}
const plainIndex = indexPhrases(phrasesOf("sure", plain, meaning))
const commonIndex = indexPhrases(phrasesOf("zone", common, meaning))

const trailingNumber = /^(.*?[a-z])\d{1,2}$/

/** `-trailer2`: the word before the number. */
const withoutNumber = (name: Name, at: number): Name => {
  const token = name.tokens[at]!
  const parts = trailingNumber.exec(token.key)
  if (parts === null) return name
  const bare: Token = { ...token, key: parts[1]! }
  return { ...name, tokens: name.tokens.map((each, index) => (index === at ? bare : each)) }
}

const endOf = (name: Name, to: number): number => (/^\d{1,2}$/.test(name.tokens[to]?.key ?? "") ? to + 1 : to)

/** How sure a plain word at this place may be. */
const plainStrength = (name: Name, at: number, to: number): Strength => {
  const token = name.tokens[at]!
  const isLast = to === name.tokens.length || name.tokens[to]!.group !== token.group
  if (!isLast) return "zone"
  if (isTightDash(token.gap) || token.group >= 0) return "sure"
  return at > 0 && isJoining(name.tokens[at - 1]!.key) ? "zone" : "sure"
}

const extraAt = (read: Name, at: number): Mark | undefined => {
  const name = at === read.tokens.length - 1 ? withoutNumber(read, at) : read
  const plainPhrase = phraseAt(name, at, plainIndex)
  if (plainPhrase !== undefined) {
    const to = endOf(name, at + plainPhrase.keys.length)
    if (at === 0) return to === name.tokens.length ? { ...markAt(at, to, "sure", plainPhrase.meaning) } : undefined
    return markAt(at, to, plainStrength(name, at, to), plainPhrase.meaning)
  }
  const phrase = phraseAt(name, at, commonIndex)
  if (phrase === undefined) return undefined
  const to = endOf(name, at + phrase.keys.length)
  const isSuffix = to === name.tokens.length && isTightDash(name.tokens[at]!.gap) && name.spaced
  return markAt(at, to, isSuffix && at > 0 ? "sure" : "zone", phrase.meaning)
}

/** `sample-movie.2010.mkv` */
const leadingSample = ({ tokens }: Name, at: number): Mark | undefined =>
  at === 0 && tokens[0]!.key === "sample" && tokens[1] !== undefined && isTightDash(tokens[1].gap)
    ? markAt(0, 1, "sure", meaning("sample"))
    : undefined

export const extras: NameRule = {
  name: "extras",
  reason:
    "What a file is stands at the end of its name, after a dash, or after the title's end; elsewhere it is a word.",
  find: (name) => marksBy(name, leadingSample, extraAt)
}

/** The kind of extra that a folder of this name holds. */
export const extraFolders: ReadonlyMap<string, ExtraKind> = new Map<string, ExtraKind>([
  ["trailers", "trailer"],
  ["trailer", "trailer"],
  ["sample", "sample"],
  ["samples", "sample"],
  ["featurettes", "featurette"],
  ["featurette", "featurette"],
  ["making of", "featurette"],
  ["behind the scenes", "behind the scenes"],
  ["behindthescenes", "behind the scenes"],
  ["deleted scenes", "deleted scene"],
  ["deletedscenes", "deleted scene"],
  ["deleted", "deleted scene"],
  ["interviews", "interview"],
  ["interview", "interview"],
  ["scenes", "scene"],
  ["shorts", "short"],
  ["clips", "clip"],
  ["other", "other"],
  ["others", "other"],
  ["extras", "other"],
  ["extra", "other"],
  ["bonus", "other"],
  ["bonus disc", "other"],
  ["bonus features", "other"],
  ["bonus material", "other"],
  ["special features", "other"],
  ["specials", "other"],
  ["backdrops", "other"],
  ["proof", "sample"]
])
