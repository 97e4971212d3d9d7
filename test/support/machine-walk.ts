/** Steps the pure machine through a life, event by event, and records every step. No actor and no effect is involved. */
import { transition } from "xstate"
import type { Evidence, PlanItem } from "../../src/domain/event.ts"
import { movieIdFrom } from "../../src/domain/identity.ts"
import { knownLevel } from "../../src/domain/level.ts"
import { type Lifecycle, newLifecycle } from "../../src/domain/movie.ts"
import { type Moment, type Step } from "../../src/machines/invariants.ts"
import { deadlineOf, lifecycleOf, positionOf, snapshotOf } from "../../src/machines/lifecycle.ts"
import type { MovieEvent, MovieFact, Settlement } from "../../src/machines/movie-events.ts"
import { movieMachine } from "../../src/machines/movie-machine.ts"
import { startMs } from "./virtual.ts"
import type { Stimulus } from "./arbitraries/machine-stimuli.ts"

export type Snapshot = ReturnType<typeof snapshotOf>
export const movie = movieIdFrom(13)

export const momentOf = (snapshot: Snapshot): Moment => ({
  position: positionOf(snapshot.value),
  context: snapshot.context
})

export const persisted = (snapshot: Snapshot): Lifecycle =>
  lifecycleOf(positionOf(snapshot.value).state, snapshot.context)

/** The machine as it is rebuilt from a record, through the text that the record is stored as. */
export const rebuilt = (lifecycle: Lifecycle): Snapshot =>
  snapshotOf(movieMachine, movie, JSON.parse(JSON.stringify(lifecycle)) as Lifecycle)

export const newborn = (): Snapshot => rebuilt(newLifecycle)

export const hear = (snapshot: Snapshot, event: Step["event"]): { readonly next: Snapshot; readonly step: Step } => {
  const [next, actions] = transition(movieMachine, snapshot, event as MovieEvent)
  const facts = actions.flatMap(({ type, params }) => (type === "tell" ? [params as unknown as MovieFact] : []))
  return {
    next: next as Snapshot,
    step: { before: momentOf(snapshot), event, after: momentOf(next as Snapshot), facts }
  }
}

export const settled = (output: Settlement): Step["event"] => ({ type: "xstate.done.actor.enrich", output })

export const success = (at: number, gapAt: number | null = null, refreshAt: number | null = null): Settlement => ({
  ok: true,
  at,
  fields: ["title"],
  gaps: gapAt === null ? [] : ["poster"],
  gapAt,
  refreshAt,
  providerCalls: 1,
  bytes: 100,
  durationMs: 10
})

const candidate = { ref: "tmdb:1", title: "Up", year: 2009, score: 0.5, reason: "another title" } as const

const settlementOf = (what: Extract<Stimulus["what"], { kind: "settlement" }>, at: number): Settlement => {
  const later = (delayMs: number | null) => (delayMs === null ? null : at + delayMs)
  if (what.ok) return success(at, later(what.gapInMs), later(what.refreshInMs))
  const candidates = what.hasCandidates ? [candidate] : []
  return { ok: false, at, reason: "Unreachable", message: "it is down", retryAt: at + what.delayMs, candidates }
}

const evidenceOf = (kind: string): ReadonlyArray<Evidence> => {
  const known: Evidence = { name: "idle", value: 200, threshold: 180, unit: "days" }
  if (kind === "none") return []
  if (kind === "unknown") return [{ ...known, value: null }]
  if (kind === "half") return [known, { ...known, name: "popularity", value: null }]
  return kind === "not a number" ? [{ ...known, value: Number.NaN }] : [known]
}

const itemOf = (what: Extract<Stimulus["what"], { kind: "housekeeping" }>, snapshot: Snapshot): PlanItem => {
  const { state } = positionOf(snapshot.value)
  const from = what.isStale ? (state === "deep" ? "medium" : "deep") : state
  const { kept, imagesOnly } = what
  return {
    movie,
    from,
    kept,
    imagesOnly,
    rule: "not-accessed",
    evidence: evidenceOf(what.evidence),
    rank: 1,
    bytes: 10
  }
}

/** A life: the snapshot, the time, and the lifecycle before the last downgrade that an undo would bring back. */
export class Life {
  /** When somebody last asked for the movie, as its statistics would say. */
  usedAt: number | null = null
  snapshot: Snapshot
  now: number
  before: Lifecycle | undefined

  constructor(snapshot = newborn(), now = startMs) {
    this.snapshot = snapshot
    this.now = now
  }

  /** What the stimulus means now; undefined when it cannot happen now. */
  eventFor({ waitMs, what }: Stimulus): Step["event"] | undefined {
    this.now += waitMs
    if (what.kind === "demand") return { type: what.type, at: this.now, level: what.level }
    if (what.kind === "refresh") return { type: "ProviderRefreshRequested", at: this.now }
    if (what.kind === "pin") return { type: "MoviePinned", at: this.now }
    if (what.kind === "unpin") return { type: "MovieUnpinned", at: this.now }
    if (what.kind === "housekeeping") {
      return { type: "HousekeepingRequested", at: this.now, item: itemOf(what, this.snapshot), plan: "a plan" }
    }
    if (what.kind === "settlement") {
      return this.activity === "enriching" ? settled(settlementOf(what, this.now)) : undefined
    }
    if (what.kind === "undo") {
      return this.before && { type: "HousekeepingUndone", at: this.now, before: this.before, plan: "a plan" }
    }
    const due = deadlineOf(persisted(this.snapshot), this.now)
    if (what.isDue && due !== null) this.now = Math.max(this.now, due)
    const lastAccess = what.unusedMs === null ? null : this.now - what.unusedMs
    return { type: "DeadlineReached", at: this.now, lastAccess }
  }

  get activity() {
    return positionOf(this.snapshot.value).activity
  }

  hear(event: Step["event"]): Step {
    const before = persisted(this.snapshot)
    if (event.type === "MovieRequested" || event.type === "PlaybackStarted") this.usedAt = event.at
    const { next, step } = hear(this.snapshot, event)
    this.snapshot = next
    const isBinned = step.facts.some(
      (fact) => fact.type === "MovieDowngraded" && fact.plan !== null && !fact.imagesOnly
    )
    if (isBinned) this.before = before
    return step
  }

  live(stimulus: Stimulus): Step | undefined {
    const event = this.eventFor(stimulus)
    return event === undefined ? undefined : this.hear(event)
  }

  /** From now on nothing fails and time passes, until nobody works and nobody waits. Bounded. */
  settle(): ReadonlyArray<Step> {
    const steps: Array<Step> = []
    for (let count = 0; count < 12 && this.activity !== "resting"; count++) {
      if (this.activity === "enriching") steps.push(this.hear(settled(success(this.now))))
      else {
        this.now = Math.max(this.now, deadlineOf(persisted(this.snapshot), this.now) ?? this.now)
        steps.push(this.hear({ type: "DeadlineReached", at: this.now, lastAccess: this.usedAt }))
      }
    }
    return steps
  }

  get known() {
    return knownLevel(positionOf(this.snapshot.value).state, this.snapshot.context.kept)
  }
}

/** All steps of a life. */
export const walk = (stimuli: ReadonlyArray<Stimulus>): ReadonlyArray<Step> => {
  const life = new Life()
  return stimuli.flatMap((stimulus) => life.live(stimulus) ?? [])
}
