/** Rules match request keys by pattern: `tmdb /movie/{id}?append_to_response=credits`. */
import type { Values } from "./compose.ts"
import type { RuleLine } from "./pack-line.ts"

export interface Rule {
  readonly line: RuleLine
  readonly pattern: RegExp
  readonly names: ReadonlyArray<string>
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")

export const ruleFrom = (line: RuleLine): Rule => {
  const names: Array<string> = []
  const pieces = line.rule.split(/\{(\w+)\}/)
  const source = pieces.map((piece, place) => {
    if (place % 2 === 0) return escaped(piece)
    names.push(piece)
    return "([^/?&]+?)"
  })
  return { line, pattern: new RegExp(`^${source.join("")}$`), names }
}

/** What the rule's names stand for in this key, or undefined when the rule is not about it. */
export const matchRule = (rule: Rule, key: string): Values | undefined => {
  const match = rule.pattern.exec(key)
  if (match === null) return undefined
  return Object.fromEntries(rule.names.map((name, place) => [name, match[place + 1]!]))
}
