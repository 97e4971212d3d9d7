/** A housekeeping plan, for people who are to review it. Pure. */
import type { PlanItem } from "../../domain/event.ts"
import type { Plan } from "../../services/housekeeping/plan.ts"
import { evidenceWords } from "./event-words.ts"
import { bytes, count, counted, instant } from "./format.ts"
import type { Paint } from "./style.ts"
import { facts, table } from "./table.ts"

const cells = (item: PlanItem, titles: ReadonlyMap<string, string>): ReadonlyArray<string> => [
  `  ${item.rank}`,
  titles.get(item.movie) ?? item.movie,
  item.from,
  item.imagesOnly ? "large pictures go" : `keeps ${item.kept}`,
  item.rule,
  bytes(item.bytes),
  item.evidence.map(evidenceWords).join(", ")
]

const skippedWords = ({ skipped }: Plan): string => {
  const reasons = Object.entries(skipped).map(([reason, movies]) => `${reason} ${count(movies)}`)
  return reasons.length === 0 ? "none" : reasons.join(", ")
}

const ending = ({ breaker, hash, items }: Plan): ReadonlyArray<string> => {
  if (items.length === 0) return ["Nothing to forget."]
  const confirm = breaker.stopped ? " --confirm" : ""
  return [`Nothing was changed. Apply exactly this plan with: reelstate housekeep --apply ${hash}${confirm}`]
}

export const planLines = (plan: Plan, titles: ReadonlyMap<string, string>, paint: Paint): ReadonlyArray<string> => [
  `${paint("bold", `Plan ${plan.hash}`)}  ${paint("dim", instant(plan.createdAt))}`,
  ...facts([
    ["would go", `${counted(plan.items.length, "movie")} of ${count(plan.movies)}, about ${bytes(plan.bytesFreed)}`],
    ["stay", skippedWords(plan)],
    ["breaker", plan.breaker.stopped ? paint("red", `stopped: ${plan.breaker.why}`) : "lets it pass"]
  ]),
  "",
  ...table(
    plan.items.map((item) => cells(item, titles)),
    ["left", "left", "left", "left", "left", "right", "left"]
  ),
  ...(plan.items.length === 0 ? [] : [""]),
  ...ending(plan)
]
