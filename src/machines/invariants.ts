/**
 * What a movie's life promises, as functions that say which promise is broken and how; they say nothing when all is well.
 * Tests, simulators and pages judge by the same words. They restate the promises and ask none of the machine's guards.
 */
import type { Evidence, FactBody } from "../domain/event.ts"
import { isAtLeast, knownLevel, levels, lifecycleStates, rankOf } from "../domain/level.ts"
import type { Lifecycle } from "../domain/movie.ts"
import { type Activity, lifecycleOf, type Position } from "./lifecycle.ts"
import type { MovieContext, MovieSettings } from "./movie-context.ts"
import { demandTypes, type MovieEvent, type MovieFact, type Settlement } from "./movie-events.ts"

/** A promise of the design, and in a sentence how it is broken. */
export interface Breach {
  readonly promise: string
  readonly what: string
}

/** A movie as its machine sees it at one moment. */
export interface Moment {
  readonly position: Position
  readonly context: MovieContext
}

/** The end of the work in flight, as the machine hears it. */
export interface WorkSettled {
  readonly type: "xstate.done.actor.enrich"
  readonly output: Settlement
}

/** One event and what it brought about. */
export interface Step {
  readonly before: Moment
  readonly event: MovieEvent | WorkSettled
  readonly after: Moment
  readonly facts: ReadonlyArray<MovieFact>
}

const activities: ReadonlySet<Activity> = new Set(["resting", "enriching", "waiting"])

/** The sentences whose condition does not hold. */
const unless = (promise: string, claims: ReadonlyArray<readonly [boolean, string]>): ReadonlyArray<Breach> =>
  claims.flatMap(([holds, what]) => (holds ? [] : [{ promise, what }]))

const isMoment = (value: number | null): boolean => value === null || (Number.isFinite(value) && value >= 0)

/** What holds for every lifecycle piece, live or in a store. */
export const lifecycleBreaches = (lifecycle: Lifecycle): ReadonlyArray<Breach> => {
  const { state, kept, wanted, attempts, retryAt, gapAt, refreshAt, playingUntil, downgradedAt } = lifecycle
  const times = [retryAt, gapAt, refreshAt, playingUntil, downgradedAt]
  return [
    ...unless("LIFE-1", [
      [lifecycleStates.includes(state), `"${state}" is none of the five states`],
      [(kept !== null) === (state === "downgraded"), `a movie that is ${state} says that it kept ${kept}`]
    ]),
    ...unless("LIFE-3", [
      [levels.includes(wanted), `"${wanted}" is no level that can be wanted`],
      [Number.isSafeInteger(attempts) && attempts >= 0, `${attempts} is no number of attempts`],
      [retryAt === null || attempts > 0, "it waits to try again and never tried"]
    ]),
    ...unless("LIFE-10", [[times.every(isMoment), `one of its moments cannot be: ${times.join(", ")}`]])
  ]
}

export const knownAt = ({ position, context }: Moment) => knownLevel(position.state, context.kept)

const lacksDemand = (moment: Moment): boolean => !isAtLeast(knownAt(moment), moment.context.wanted)

/** What holds at every moment of a live machine. */
export const momentBreaches = (moment: Moment): ReadonlyArray<Breach> => {
  const { position, context } = moment
  const { state, activity } = position
  const isIdle = activity === "enriching" && context.task === "advance" && !lacksDemand(moment)
  return [
    ...lifecycleBreaches(lifecycleOf(state, context)),
    ...unless("LIFE-1", [[activities.has(activity), `"${activity}" is no activity`]]),
    ...unless("LIFE-2", [[!isIdle, `it climbs from ${state}, and only ${context.wanted} is wanted`]]),
    ...unless("LIFE-3", [
      [(activity === "waiting") === (context.retryAt !== null), `it is ${activity} with retryAt ${context.retryAt}`],
      [activity !== "resting" || !lacksDemand(moment), `it rests at ${state}, and ${context.wanted} is wanted`]
    ])
  ]
}

const factOf = <T extends MovieFact["type"]>(facts: ReadonlyArray<MovieFact>, type: T) =>
  facts.find((fact): fact is Extract<MovieFact, { readonly type: T }> => fact.type === type)

/** LIFE-2: knowledge grows by settled enrichments, one level each; or a person takes a downgrade back. */
const climbBreaches = ({ before, event, after, facts }: Step): ReadonlyArray<Breach> => {
  const climbed = rankOf(knownAt(after)) - rankOf(knownAt(before))
  if (climbed <= 0) return []
  if (event.type === "HousekeepingUndone") {
    const isRestored = factOf(facts, "MovieRestored")?.to === after.position.state
    return unless("LIFE-2", [[isRestored, "a downgrade was taken back and nobody said so"]])
  }
  const isSettled = event.type === "xstate.done.actor.enrich" && event.output.ok
  return unless("LIFE-2", [
    [isSettled, `${event.type} raised the level to ${knownAt(after)}`],
    [before.position.activity === "enriching" && before.context.task === "advance", "nothing was at work to climb"],
    [climbed === 1, `one enrichment climbed ${climbed} levels`],
    [factOf(facts, "MovieEnriched")?.level === knownAt(after), `the level ${knownAt(after)} was reached in silence`]
  ])
}

const isDemand = (event: Step["event"]): event is Extract<MovieEvent, { readonly level: unknown }> =>
  (demandTypes as ReadonlyArray<string>).includes(event.type)

/** LIFE-3: what was asked stays wanted until it is known. */
const demandBreaches = ({ before, event, after }: Step): ReadonlyArray<Breach> => {
  const isMetOrWanted = (level: MovieContext["wanted"]) =>
    isAtLeast(knownAt(after), level) || isAtLeast(after.context.wanted, level)
  return unless("LIFE-3", [
    [!lacksDemand(before) || isMetOrWanted(before.context.wanted), `${event.type} dropped ${before.context.wanted}`],
    [!isDemand(event) || isMetOrWanted(event.level), `${event.type} asked in vain`]
  ])
}

const isKnown = ({ value }: Evidence): boolean => value !== null && Number.isFinite(value)

const isPlayingAt = ({ context }: Moment, at: number) => context.playingUntil !== null && context.playingUntil > at

/** LIFE-5 for a plan's item. */
const planBreaches = (
  { before, facts }: Step,
  event: Extract<MovieEvent, { readonly type: "HousekeepingRequested" }>,
  settings: MovieSettings
) => {
  const { at, item } = event
  const { pinned, downgradedAt } = before.context
  const fact = factOf(facts, "MovieDowngraded")
  return unless("LIFE-5", [
    [before.position.activity === "resting", `it was lowered while ${before.position.activity}`],
    [!pinned, "it was lowered although it is pinned"],
    [!isPlayingAt(before, at), "it was lowered while it plays"],
    [downgradedAt === null || at - downgradedAt >= settings.graceMs, "it was lowered twice in one grace period"],
    [item.evidence.length > 0 && item.evidence.every(isKnown), "it was lowered on what nobody knows"],
    [item.from === before.position.state, "it was lowered by a plan for another state"],
    [
      fact?.rule === item.rule && fact?.evidence === item.evidence && fact?.rank === item.rank,
      "the why is not the plan's"
    ]
  ])
}

/** LIFE-5 and docs/decisions/0010: at the provider's limit, when nobody misses the movie or no refresh worked. */
const limitBreaches = (
  { before }: Step,
  event: Extract<MovieEvent, { readonly type: "DeadlineReached" }>,
  settings: MovieSettings
) => {
  const { at, lastAccess } = event
  const { refreshAt, pinned } = before.context
  const isUsed = pinned || isPlayingAt(before, at) || (lastAccess !== null && at - lastAccess <= settings.missedMs)
  const isPast = refreshAt !== null && refreshAt + settings.refreshLeadMs <= at
  return unless("LIFE-5", [
    [refreshAt !== null && refreshAt <= at, "it was forgotten before the provider's limit"],
    [isPast || !isUsed, "it was forgotten although somebody uses it"],
    [before.position.activity !== "enriching", "it was forgotten while it learns"]
  ])
}

const downgradeBreaches = (step: Step, settings: MovieSettings): ReadonlyArray<Breach> => {
  const { before, event, after, facts } = step
  const isLowered = rankOf(knownAt(after)) < rankOf(knownAt(before))
  const isSaid = factOf(facts, "MovieDowngraded") !== undefined
  if (!isLowered && !isSaid) return []
  const said = unless("LIFE-5", [[isSaid, `${event.type} lowered it in silence`]])
  if (event.type === "HousekeepingRequested") return [...said, ...planBreaches(step, event, settings)]
  if (event.type === "DeadlineReached") return [...said, ...limitBreaches(step, event, settings)]
  return [...said, { promise: "LIFE-5", what: `${event.type} lowered it` }]
}

/** LIFE-6: forgetting touches what is known, and nothing else that a person said or that is under way. */
const keptBreaches = ({ before, after, facts }: Step): ReadonlyArray<Breach> => {
  if (factOf(facts, "MovieDowngraded") === undefined) return []
  const { id, pinned, playingUntil } = before.context
  return unless("LIFE-6", [
    [after.context.id === id && after.context.pinned === pinned, "a downgrade took the pin"],
    [after.context.playingUntil === playingUntil, "a downgrade took the playback"]
  ])
}

const hasReason = (fact: MovieFact | FactBody): boolean => {
  switch (fact.type) {
    case "EnrichmentRequested":
      return fact.reason !== ""
    case "EnrichmentFailed":
      return fact.reason !== "" && fact.attempts > 0 && Number.isFinite(fact.retryAt)
    case "MovieDowngraded":
      return fact.rule !== "" && fact.evidence.length > 0
    case "MovieRestored":
      return fact.plan !== ""
    case "MatchNeeded":
      return fact.candidates.length > 0
    default:
      return true
  }
}

/** Only an old demand that is taken up again needs no word: it was said when it arose. */
const isOldDemand = ({ before, after, event }: Step): boolean =>
  isDemand(event) && after.context.task === "advance" && isAtLeast(before.context.wanted, event.level)

/** Every change can be explained: a fact says why, and it is about this movie as it was. */
const whyBreaches = (step: Step): ReadonlyArray<Breach> => {
  const { before, after, facts } = step
  const from = before.position.state
  const hasMoved = from !== after.position.state || before.position.activity !== after.position.activity
  const enriched = factOf(facts, "MovieEnriched")
  const failed = factOf(facts, "EnrichmentFailed")
  return unless("WHY", [
    [!hasMoved || facts.length > 0 || isOldDemand(step), `it went from ${from} to ${after.position.state} in silence`],
    [facts.every(hasReason), "a fact has no reason"],
    [facts.every((fact) => fact.movie === before.context.id), "a fact is about another movie"],
    [
      enriched === undefined || (enriched.from === from && enriched.task === before.context.task),
      "it learnt from elsewhere"
    ],
    [failed === undefined || failed.retryAt === after.context.retryAt, "the next try is not when the fact says"],
    [failed === undefined || failed.attempts === after.context.attempts, "the fact counts other attempts"]
  ])
}

/** What holds for every step of a live machine, its end included. */
export const stepBreaches = (step: Step, settings: MovieSettings): ReadonlyArray<Breach> => [
  ...momentBreaches(step.after),
  ...climbBreaches(step),
  ...demandBreaches(step),
  ...downgradeBreaches(step, settings),
  ...keptBreaches(step),
  ...whyBreaches(step)
]
