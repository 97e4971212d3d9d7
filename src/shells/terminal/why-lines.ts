/** Why a movie is as it is, for people. Pure. */
import type { Movie } from "../../domain/movie.ts"
import type { Explanation } from "../../services/housekeeping/explain.ts"
import type { Verdict } from "../../services/housekeeping/rule.ts"
import type { LoggedEvent } from "../../services/store.ts"
import type { WhyFacts } from "../facts/why-facts.ts"
import { eventTree } from "./event-tree.ts"
import { evidenceWords, eventWords, itemOf } from "./event-words.ts"
import { counted, duration, instant, instantFrom, shown } from "./format.ts"
import { identityRows } from "./identity-rows.ts"
import { standingWords } from "./story-lines.ts"
import type { Paint } from "./style.ts"
import { facts, table } from "./table.ts"

export const headLine = (movie: Movie, paint: Paint): string => {
  const { title, year } = movie.identity
  const name = title === null ? "(no title)" : shown(title)
  return `${paint("bold", name)}${year === null ? "" : ` (${year})`}  ${paint("dim", movie.id)}`
}

/** The line of one event for one movie: of a plan only its own item. */
const causeWords = ({ event }: LoggedEvent, movie: Movie): string => {
  const item = event.type === "HousekeepingRequested" ? itemOf(event, movie.id) : undefined
  const own = item === undefined ? "" : `, this movie at rank ${item.rank} by rule ${shown(item.rule)}`
  return `${event.type} ${eventWords(event)}${own}`.trimEnd()
}

const brought = ({ broughtBy, causes, movie, now }: WhyFacts, paint: Paint): ReadonlyArray<string> => {
  if (broughtBy === undefined) return ["  The history does not tell."]
  const chain = [broughtBy, ...causes]
  const since = `since ${instantFrom(broughtBy.event.at, now)}`
  return [
    `  ${paint("green", standingWords(movie.lifecycle))} ${since}`,
    ...chain.map((logged, depth) => {
      const lead = depth === 0 ? "  because of" : `${"  ".repeat(depth)}  caused by `
      return `${lead} ${causeWords(logged, movie)}  ${paint("dim", instant(logged.event.at))}`
    })
  ]
}

/** What the rule that downgraded it looked at, a line a piece of evidence. */
const evidence = ({ broughtBy }: WhyFacts): ReadonlyArray<string> => {
  if (broughtBy?.event.type !== "MovieDowngraded") return []
  return broughtBy.event.evidence.map((each) => `    - ${evidenceWords(each)}`)
}

const next = ({ deadlines, now }: WhyFacts): ReadonlyArray<string> => {
  if (deadlines.length === 0) return ["  Nothing: it rests until somebody asks."]
  return table(
    deadlines.map(({ at, outcome, what }) => [`  ${what}`, instantFrom(at, now), outcome]),
    ["left"]
  )
}

const gaps = ({ movie, now }: WhyFacts): ReadonlyArray<string> =>
  movie.knowledge.gaps.map(({ attempts, nextTryAt, piece, reason }) => {
    const when = nextTryAt <= now ? "when somebody asks" : instantFrom(nextTryAt, now)
    return `  ${shown(piece)} is missing: ${shown(reason)}; ${counted(attempts, "attempt")}, next try ${when}`
  })

const pin = ({ movie }: WhyFacts): ReadonlyArray<string> => {
  const { pin: held } = movie.identity
  if (held === null) return ["  not pinned"]
  const by = held.by === null ? "" : ` by ${shown(held.by)}`
  return [`  pinned${by} at ${instant(held.at)}${held.reason === null ? "" : `: ${shown(held.reason)}`}`]
}

const verdictWords = (verdict: Verdict): string => {
  const against =
    verdict.outcome === "spared" ? verdict.evidence.find(({ name }) => verdict.why.startsWith(`${name} is`)) : undefined
  if (against !== undefined) return `spared: ${evidenceWords(against)}`
  if (verdict.outcome !== "qualifies") return `${verdict.outcome}: ${shown(verdict.why)}`
  const { imagesOnly, kept } = verdict.proposal
  return `qualifies, would ${imagesOnly ? "drop the large pictures" : `keep ${kept}`}: ${verdict.evidence.map(evidenceWords).join(", ")}`
}

/** What housekeeping would say of it now. */
const dryRun = ({ excluded, rules }: Explanation): ReadonlyArray<string> => [
  ...(excluded === null ? [] : [`  No rule may look at it now: ${excluded}.`]),
  ...facts(rules.map(({ rule, verdict }) => [rule, verdictWords(verdict)] as const))
]

/** Only of movies whose identity somebody decided, or somebody must decide. */
const who = (movie: Movie, paint: Paint): ReadonlyArray<string> => {
  const rows = identityRows(movie.identity)
  return rows.length === 0 ? [] : [paint("bold", "Which film it is"), ...facts(rows), ""]
}

export const whyLines = (why: WhyFacts, paint: Paint): ReadonlyArray<string> => {
  const { events, explanation, history, movie } = why
  const missing = gaps(why)
  const { lastAccess, viewCount } = movie.statistics
  const used = lastAccess === null ? "never" : instantFrom(lastAccess, why.now)
  return [
    headLine(movie, paint),
    "",
    ...brought(why, paint),
    ...evidence(why),
    "",
    ...who(movie, paint),
    paint("bold", "What happens next"),
    ...next(why),
    ...missing,
    "",
    paint("bold", "Use and pin"),
    `  last used ${used}; ${counted(viewCount, "view")}; known for ${duration(why.now - movie.identity.createdAt)}`,
    ...pin(why),
    "",
    paint("bold", "What housekeeping would say now"),
    ...dryRun(explanation),
    "",
    paint("bold", `History (the newest ${history.length} of ${counted(events, "event")})`),
    ...eventTree(history, paint).map((line) => `  ${line}`)
  ]
}
