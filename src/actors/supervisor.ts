/**
 * The supervisor of all movies, as a service and as the bus's first subscriber. It hydrates, passivates, restarts and
 * quarantines; the loop that does it is in supervisor-loop.ts.
 */
import { Clock, Context, Effect, Latch, Layer } from "effect"
import type { MovieId } from "../domain/identity.ts"
import { AtRest } from "../services/at-rest.ts"
import { EnrichmentEngine } from "../services/enrichment.ts"
import { EventBus } from "../services/event-bus.ts"
import { type DeadLetter, Store } from "../services/store.ts"
import type { Residents } from "./residents.ts"
import { Shard } from "./shard.ts"
import { SickBay } from "./sick-bay.ts"
import { type Loop, pendingOf, run, subscriberName } from "./supervisor-loop.ts"
import type { SupervisorSettings } from "./supervisor-settings.ts"
import { WorkDesk } from "./work-desk.ts"

export interface SupervisorStatus {
  readonly residents: number
  readonly working: number
  readonly queued: number
  readonly hydrations: number
  readonly passivations: number
  readonly crashes: number
  readonly patients: number
  /** Events for a patient that found no room. */
  readonly lettersDropped: number
  readonly deadlines: number
  /** Reasons for work that were forgotten because too many movies were at work. */
  readonly causesForgotten: number
  /** Changes that were refused because a movie cannot have more names, files or merges. */
  readonly refused: number
  /** Set while the store cannot be written and everything waits. */
  readonly trouble: string | null
}

export class Supervisor extends Context.Service<
  Supervisor,
  {
    readonly status: () => SupervisorStatus
    readonly deadLetters: () => ReadonlyArray<DeadLetter>
    /** Delivers what waits for a quarantined movie once more. */
    readonly replay: (movie: MovieId) => Effect.Effect<void>
    /** The actors in memory, for inspectors. */
    readonly residents: Residents
    /**
     * Tells a watcher of every position (the machine's value) that a movie takes, before that is durable; one watcher at a
     * time, undefined for none. It must not throw. What a failed write takes back is not told: `status().trouble` says so.
     */
    readonly watchMoves: (watcher: ((movie: MovieId, value: unknown) => void) | undefined) => void
  }
>()("reelstate/actors/Supervisor") {}

const make = Effect.fnUntraced(function* (settings: SupervisorSettings) {
  const store = yield* Store
  const bus = yield* EventBus
  const engine = yield* EnrichmentEngine
  const atRest = yield* AtRest
  const context = yield* Effect.context<EnrichmentEngine>()
  const clock = yield* Clock.clockWith(Effect.succeed)
  const latch = yield* Latch.make(true)
  const sickBay = new SickBay(settings.sickBay, store.deadLetters())
  const desk = (onFinished: ConstructorParameters<typeof WorkDesk>[3]) =>
    new WorkDesk(context, engine, settings.enrichmentsMax, onFinished)
  const shard = new Shard(settings.machine, clock, sickBay, desk, () => latch.openUnsafe())
  const unfinished = shard.begin(store.all(), clock.currentTimeMillisUnsafe())
  const subscription = yield* bus.subscribe(subscriberName, store.cursorOf(subscriberName), "core")
  const loop: Loop = {
    shard,
    store,
    bus,
    halfLifeMs: settings.halfLifeMs,
    holds: { statistics: false },
    settings,
    clock,
    subscription,
    latch,
    replays: [],
    unfinished,
    saved: store.cursorOf(subscriberName),
    passivations: 0,
    busy: false,
    trouble: null
  }
  yield* atRest.register(pendingOf(loop))
  subscription.onAvailable(() => latch.openUnsafe())
  yield* Effect.addFinalizer(() => Effect.sync(() => shard.residents.dropAll()))
  yield* Effect.forkScoped(run(loop))
  return serviceOf(loop)
})

const serviceOf = (loop: Loop): Supervisor["Service"] => ({
  residents: loop.shard.residents,
  watchMoves: (watcher) => void (loop.shard.onMoved = watcher),
  deadLetters: () => loop.store.deadLetters(),
  replay: (movie) =>
    Effect.sync(() => {
      loop.replays.push(movie)
      loop.latch.openUnsafe()
    }),
  status: () => ({
    residents: loop.shard.residents.size,
    working: loop.shard.desk.running,
    queued: loop.shard.desk.queued + loop.unfinished.length,
    hydrations: loop.shard.hydrations,
    passivations: loop.passivations,
    crashes: loop.shard.sickBay.crashes,
    patients: loop.shard.sickBay.size,
    lettersDropped: loop.shard.sickBay.overflowed,
    deadlines: loop.shard.deadlines.size,
    causesForgotten: loop.shard.causes.forgotten,
    refused: loop.shard.refused,
    trouble: loop.trouble
  })
})

/** The supervisor under other settings. */
export const layerWith = (settings: SupervisorSettings) => Layer.effect(Supervisor, make(settings))
