/** The families of marks, in order: where two claim a word, the earlier has it. */
import type { Mark, MarkedName, NameRule } from "./marks.ts"
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

const isTaken = (markOf: ReadonlyArray<Mark | undefined>, { from, to }: Mark): boolean => {
  for (let at = from; at < to; at++) if (markOf[at] !== undefined) return true
  return false
}

/** Marks the words of a name. */
export const markName = (name: Name, meter: Meter): MarkedName => {
  const markOf: Array<Mark | undefined> = name.tokens.map(() => undefined)
  const marks: Array<Mark> = []
  for (const rule of namingRules) {
    meter.steps += name.tokens.length
    for (const mark of rule.find(name)) {
      if (isTaken(markOf, mark)) continue
      marks.push(mark)
      for (let at = mark.from; at < mark.to; at++) markOf[at] = mark
    }
  }
  return { ...name, marks: marks.sort((a, b) => a.from - b.from), markOf }
}
