/**
 * Plans what may be forgotten, shows it, applies exactly that, and takes it back (SAFE-3). It never lowers anything itself:
 * it publishes what should go, and every movie's own machine accepts or refuses its item once more (LIFE-5).
 */
import { Context, Effect, Layer, Schema } from "effect"
import type { Event, EventOf } from "../../domain/event.ts"
import type { MovieId } from "../../domain/identity.ts"
import { CacheManager } from "../cache-manager.ts"
import { forEachMovie } from "../each-movie.ts"
import { type Batch, EventBus } from "../event-bus.ts"
import { Store, type StoreError } from "../store.ts"
import { runSubscriber, type SubscriberStatus } from "../subscriber.ts"
import { type Explanation, explainMovie } from "./explain.ts"
import { applyEventsOf, type KeptPlan, makeKeptPlans } from "./kept-plans.ts"
import { makePlanner, type Plan, type PlanSettings } from "./plan.ts"

export interface HousekeeperSettings extends PlanSettings {
  /** How many plans are kept for review. */
  readonly plansMax: number
  /** A plan that an event asked for is applied at once, unless the breaker stops it. Otherwise somebody must apply it. */
  readonly autopilot: boolean
}

export class HousekeepingRefused extends Schema.TaggedError<HousekeepingRefused>()("HousekeepingRefused", {
  plan: Schema.String,
  reason: Schema.Literals(["PlanUnknown", "PlanStopped", "PlanApplied", "NothingToUndo"]),
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

export interface Applied {
  readonly plan: string
  readonly items: number
  readonly events: number
}

/** What the dry run of one movie says, and which of the kept plans hold it. */
export interface MovieExplanation extends Explanation {
  readonly plans: ReadonlyArray<{ readonly plan: string; readonly rank: number; readonly rule: string }>
}

export class Housekeeper extends Context.Service<
  Housekeeper,
  {
    /** Works a plan out and keeps it for review. Touches nothing. Looks at every movie, and lets others work in between. */
    readonly plan: Effect.Effect<Plan>
    /** Publishes the items of a kept plan. One that the breaker stopped needs `confirm`; none is applied twice. */
    readonly apply: (
      plan: string,
      options: { readonly confirm: boolean }
    ) => Effect.Effect<Applied, HousekeepingRefused | StoreError>
    /** Asks for what a plan forgot; the store must still have it. */
    readonly undo: (plan: string) => Effect.Effect<Applied, HousekeepingRefused | StoreError>
    /** The dry run for one movie; undefined when there is no such movie. */
    readonly explain: (movie: MovieId) => Effect.Effect<MovieExplanation | undefined>
    /** The kept plans, the newest first. */
    readonly plans: () => ReadonlyArray<KeptPlan>
    readonly status: () => SubscriberStatus
  }
>()("reelstate/services/Housekeeper") {
  static readonly layer = (
    settings: HousekeeperSettings
  ): Layer.Layer<Housekeeper, never, Store | EventBus | CacheManager> =>
    Layer.effect(Housekeeper, makeHousekeeper(settings))
}

const makePlan = Effect.fnUntraced(function* (settings: PlanSettings) {
  const store = yield* Store
  const cache = yield* CacheManager
  const planner = makePlanner(yield* cache.world, settings)
  yield* forEachMovie(store, planner.add)
  return planner.finish()
})

const unknownPlan = (plan: string) =>
  new HousekeepingRefused({
    plan,
    reason: "PlanUnknown",
    detail: `There is no plan ${plan}: only the last few are kept, and none over a restart. Make a new plan.`
  })

const appliedBefore = (plan: string) =>
  new HousekeepingRefused({
    plan,
    reason: "PlanApplied",
    detail: `The plan ${plan} was applied before. Make a new plan.`
  })

const stoppedPlan = ({ breaker, hash }: Plan) =>
  new HousekeepingRefused({
    plan: hash,
    reason: "PlanStopped",
    detail: `The plan ${hash} was stopped because ${breaker.why}. Review it, and confirm it if that is what you want.`
  })

const nothingToUndo = (plan: string) =>
  new HousekeepingRefused({
    plan,
    reason: "NothingToUndo",
    detail: `The plan ${plan} holds nothing that could be taken back.`
  })

type HousekeepingEvent = EventOf<"HousekeepingRequested">

/** Somebody asks for a plan, or for a kept plan to be applied. With items it is the movies' business; an undo too. */
const isForHousekeeper = (event: Event): event is HousekeepingEvent =>
  event.type === "HousekeepingRequested" && event.mode !== "undo" && event.items === undefined

const makeHousekeeper = Effect.fnUntraced(function* (settings: HousekeeperSettings) {
  const context = yield* Effect.context<Store | EventBus | CacheManager>()
  const store = yield* Store
  const bus = yield* EventBus
  const cache = yield* CacheManager
  const kept = makeKeptPlans(settings.plansMax)

  const plan = makePlan(settings).pipe(
    Effect.tap((made) => Effect.sync(() => kept.keep(made))),
    Effect.provideContext(context)
  )

  const allowed = (hash: string, confirm: boolean) =>
    Effect.suspend(() => {
      const found = kept.find(hash)
      if (found === undefined) return unknownPlan(hash)
      if (found.applied) return appliedBefore(hash)
      return found.plan.breaker.stopped && !confirm ? stoppedPlan(found.plan) : Effect.succeed(found.plan)
    })

  const apply = Effect.fnUntraced(function* (hash: string, { confirm }: { readonly confirm: boolean }) {
    const found = yield* allowed(hash, confirm)
    const events = applyEventsOf(found)
    // Marked first, so that two who apply it at the same time are one; taken back when nothing became durable.
    kept.mark(hash, true)
    yield* bus.publishAll(events).pipe(
      Effect.onError(() => Effect.sync(() => kept.mark(hash, false))),
      Effect.catchTag("EventInvalid", Effect.die)
    )
    return { plan: hash, items: found.items.length, events: events.length }
  })

  const undo = Effect.fnUntraced(function* (hash: string) {
    const forgotten = yield* store.bin(hash)
    if (forgotten.length === 0) return yield* nothingToUndo(hash)
    const asked = bus.publish({ type: "HousekeepingRequested", mode: "undo", plan: hash })
    yield* Effect.catchTag(asked, "EventInvalid", Effect.die)
    return { plan: hash, items: forgotten.length, events: 1 }
  })

  const explain = Effect.fnUntraced(function* (movie: MovieId) {
    const columns = store.columns(movie)
    if (columns === undefined) return undefined
    const plans = kept.all().flatMap((each) => {
      const item = each.plan.items.find((candidate) => candidate.movie === movie)
      return item === undefined ? [] : [{ plan: each.plan.hash, rank: item.rank, rule: item.rule }]
    })
    return { ...explainMovie(columns, yield* cache.world, settings), plans }
  })

  /** The plan that an event asks to carry out, if it does; a plan it asks for is made and kept. */
  const planToApply = Effect.fnUntraced(function* (event: HousekeepingEvent) {
    const asked = event.mode === "plan" ? (yield* plan).hash : event.plan
    if (asked === undefined || (event.mode === "plan" && !settings.autopilot)) return undefined
    const found = kept.find(asked)
    return found === undefined || found.applied || found.plan.breaker.stopped ? undefined : found.plan
  })

  const handle = Effect.fnUntraced(function* (batch: Batch) {
    const asking = batch.events.flatMap(({ event }) => (isForHousekeeper(event) ? [event] : []))
    if (asking.length === 0) return undefined
    const plans = new Map<string, { readonly plan: Plan; readonly cause: Event }>()
    for (const cause of asking) {
      const found = yield* planToApply(cause)
      if (found !== undefined && !plans.has(found.hash)) plans.set(found.hash, { plan: found, cause })
    }
    // Only now: a batch that fails half-way is asked for again as a whole.
    for (const hash of plans.keys()) kept.mark(hash, true)
    return {
      events: [...plans.values()].flatMap((each) => applyEventsOf(each.plan).map((body) => bus.stamp(body, each.cause)))
    }
  })

  const status = yield* runSubscriber({ name: "housekeeper", handle })
  return Housekeeper.of({ plan, apply, undo, explain, plans: kept.all, status })
})
