/** Events as trees: what caused what. Pure. */
import type { LoggedEvent } from "../../services/store.ts"
import { eventWords } from "./event-words.ts"
import type { Paint } from "./style.ts"

interface Branch {
  readonly logged: LoggedEvent
  readonly effects: Array<Branch>
}

/** Every event below its cause, as far as the cause is among them; the others are roots, in the order of the journal. */
const treesOf = (events: ReadonlyArray<LoggedEvent>): ReadonlyArray<Branch> => {
  const branches = new Map<string, Branch>()
  const roots: Array<Branch> = []
  for (const logged of events) {
    const branch: Branch = { logged, effects: [] }
    branches.set(logged.event.id, branch)
    const { causedBy } = logged.event
    const cause = causedBy === null ? undefined : branches.get(causedBy)
    if (cause === undefined) roots.push(branch)
    else cause.effects.push(branch)
  }
  return roots
}

/** Roots without any effect that say the same, one after the other, are told once. */
const grouped = (roots: ReadonlyArray<Branch>) => {
  const groups: Array<{ readonly first: Branch; readonly words: string; last: Branch; times: number }> = []
  for (const branch of roots) {
    const words = eventWords(branch.logged.event)
    const before = groups[groups.length - 1]
    const isSame =
      before !== undefined &&
      before.words === words &&
      before.first.logged.event.type === branch.logged.event.type &&
      before.last.effects.length + branch.effects.length === 0
    if (isSame) {
      before.last = branch
      before.times += 1
    } else groups.push({ first: branch, words, last: branch, times: 1 })
  }
  return groups
}

const moment = (at: number): string => new Date(at).toISOString()

const lineOf = ({ event }: LoggedEvent, depth: number, paint: Paint): string => {
  const mark = depth === 0 ? "" : `${"   ".repeat(depth - 1)}└─ `
  return `${paint("dim", moment(event.at))}  ${mark}${paint("cyan", event.type)} ${eventWords(event)}`.trimEnd()
}

const linesOf = (branch: Branch, depth: number, paint: Paint): ReadonlyArray<string> => [
  lineOf(branch.logged, depth, paint),
  ...branch.effects.flatMap((effect) => linesOf(effect, depth + 1, paint))
]

/** A line an event: when, indented below its cause, what. */
export const eventTree = (events: ReadonlyArray<LoggedEvent>, paint: Paint): ReadonlyArray<string> =>
  grouped(treesOf(events)).flatMap(({ first, last, times }) => {
    if (times === 1) return linesOf(first, 0, paint)
    const until = `${times} times until ${moment(last.logged.event.at)}, nothing came of it`
    return [`${lineOf(first.logged, 0, paint)}, ${until}`]
  })
