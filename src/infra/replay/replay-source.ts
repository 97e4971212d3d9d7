/** Where replay lines come from: a folder of packs (pack-folder.ts) or a list in memory. */
import { Result } from "effect"
import type { Schema } from "effect"
import { familyOf, nearestKeys } from "./nearest-keys.ts"
import type { AnswerLine, PackLine } from "./pack-line.ts"
import { type Rule, ruleFrom } from "./rules.ts"

export interface ReplaySource {
  /** The answer filed under a key; fails with a sentence that names file and line when its line is damaged. */
  readonly find: (key: string) => Result.Result<AnswerLine, string> | undefined
  readonly rules: ReadonlyArray<Rule>
  readonly templates: ReadonlyMap<string, Schema.Json>
  readonly nearest: (key: string) => ReadonlyArray<string>
  /** Every key that an answer is filed under, parts included, in the order of the files. */
  readonly keys: () => ReadonlyArray<string>
}

const nearestCount = 3

/** The nearest-key search. The keys of a family are gathered and sorted when one of them is first missing. */
export const nearestAmong = (keys: () => Iterable<string>): ((key: string) => ReadonlyArray<string>) => {
  const families = new Map<string, ReadonlyArray<string>>()
  return (key) => {
    const family = familyOf(key)
    const known = families.get(family) ?? [...keys()].filter((name) => name.startsWith(family)).toSorted()
    if (known.length > 0) families.set(family, known)
    return nearestKeys(known, key, nearestCount)
  }
}

/** A source in memory, for tests and small examples. Of two answers under one key the first counts. */
export const memorySource = (lines: ReadonlyArray<PackLine>): ReplaySource => {
  const answers = new Map<string, AnswerLine>()
  const rules: Array<Rule> = []
  const templates = new Map<string, Schema.Json>()
  for (const line of lines) {
    if ("rule" in line) rules.push(ruleFrom(line))
    else if ("template" in line) templates.set(line.template, line.compose)
    else if (!answers.has(line.key)) answers.set(line.key, line)
  }
  return {
    find: (key) => {
      const line = answers.get(key)
      return line === undefined ? undefined : Result.succeed(line)
    },
    rules,
    templates,
    nearest: nearestAmong(() => answers.keys()),
    keys: () => [...answers.keys()]
  }
}
