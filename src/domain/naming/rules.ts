/**
 * The families of marks, in order: where two claim a word, the earlier has it; of phrases in the dictionaries, the longer.
 */
import type { Mark, MarkedName, NameRule } from "./marks.ts"
import { indexPhrases, isTaken, phraseMarkAt } from "./phrases.ts"
import { audio } from "./rules/audio.ts"
import { codec } from "./rules/codec.ts"
import { editions } from "./rules/editions.ts"
import { episodes } from "./rules/episodes.ts"
import { extras } from "./rules/extras.ts"
import { flags } from "./rules/flags.ts"
import { ids } from "./rules/ids.ts"
import { languages } from "./rules/languages.ts"
import { noise } from "./rules/noise.ts"
import { parts } from "./rules/parts.ts"
import { picture } from "./rules/picture.ts"
import { services } from "./rules/services.ts"
import { source } from "./rules/source.ts"
import type { Meter, Name } from "./tokens.ts"

export const namingRules: ReadonlyArray<NameRule> = [
  ids,
  noise,
  episodes,
  extras,
  editions,
  parts,
  audio,
  picture,
  source,
  codec,
  flags,
  languages,
  services
]

const finders = namingRules.flatMap(({ find }) => (find === undefined ? [] : [find]))
const dictionary = indexPhrases(namingRules.flatMap(({ phrases = [] }) => phrases))

const byBeginning = (a: Mark, b: Mark): number => a.from - b.from

/** Marks the words of a name. */
export const markName = (name: Name, meter: Meter): MarkedName => {
  const markOf: Array<Mark | undefined> = name.tokens.map(() => undefined)
  const marks: Array<Mark> = []
  const take = (mark: Mark) => {
    marks.push(mark)
    for (let at = mark.from; at < mark.to; at++) markOf[at] = mark
  }
  for (const find of finders) {
    for (const mark of find(name)) if (!isTaken(markOf, mark.from, mark.to)) take(mark)
  }
  for (let at = 0; at < name.tokens.length; at++) {
    const mark = phraseMarkAt(name, at, dictionary, markOf)
    if (mark !== undefined) take(mark)
  }
  meter.steps += name.tokens.length * (finders.length + 1)
  return { ...name, marks: marks.sort(byBeginning), markOf }
}
