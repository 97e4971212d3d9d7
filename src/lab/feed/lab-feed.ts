/** The feed with its audience: follows the journal, makes frames while somebody looks, and tells once a second what changes rarely. */
import { Context, Effect, type Fiber } from "effect"
import { Supervisor } from "../../actors/supervisor.ts"
import { EventBus } from "../../services/event-bus.ts"
import { type LoggedEvent, Store } from "../../services/store.ts"
import type { Gauges } from "../wire/frame.ts"
import type { FaultName, News, Whole } from "../wire/messages.ts"
import { Audience } from "./audience.ts"
import { EventSample } from "./event-sample.ts"
import { Feed, type Population64 } from "./feed.ts"

export interface LabFeedSource {
  /** The world's time, epoch milliseconds. */
  readonly now: () => number
  readonly figures: () => Omit<Gauges, "eventsPerSecond">
  readonly faults: () => ReadonlyArray<FaultName>
  readonly whole: () => Omit<Whole, keyof Population64>
  readonly news: () => News
  /** Called once a second, before the news. */
  readonly onSecond?: () => void
}

export type FeedServices = Store | EventBus | Supervisor

const frameMs = 50
/** The sample of events goes out with every so manyeth frame. */
const framesPerSample = 10
const secondMs = 1_000

const leaving: ReadonlySet<string> = new Set(["MovieForgotten", "MoviesMerged", "MovieSplit", "MovieMatched"])

export class LabFeed {
  readonly feed: Feed
  readonly audience: Audience
  readonly #source: LabFeedSource
  readonly #sample = new EventSample()
  readonly #seconds: NodeJS.Timeout
  #frames: NodeJS.Timeout | undefined
  #follower: Fiber.Fiber<void, unknown> | undefined
  #frameCount = 0
  #rate = { position: 0, real: 0, perSecond: 0 }
  #mustReconcile = false

  constructor(source: LabFeedSource) {
    this.#source = source
    const gauges = (): Gauges => ({ eventsPerSecond: this.#rate.perSecond, ...source.figures() })
    this.feed = new Feed({ now: source.now, faults: source.faults, gauges })
    this.audience = new Audience(
      () => ({ ...source.whole(), ...this.feed.whole() }),
      (isWatched) => this.#watched(isWatched)
    )
    this.#seconds = setInterval(() => this.#second(), secondMs)
    this.#seconds.unref()
  }

  /** Follows this library from now on. */
  attach(services: Context.Context<FeedServices>): void {
    this.#follower?.interruptUnsafe()
    this.feed.attach(Context.get(services, Store), Context.get(services, Supervisor))
    this.#rate = { position: this.feed.position, real: performance.now(), perSecond: 0 }
    this.#follower = Effect.runFork(this.#follow(Context.get(services, EventBus)))
    this.audience.renew()
  }

  close(): void {
    clearInterval(this.#seconds)
    clearInterval(this.#frames)
    this.#follower?.interruptUnsafe()
    this.feed.detach()
  }

  readonly #follow = (bus: EventBus["Service"]) =>
    Effect.gen({ self: this }, function* () {
      const subscription = yield* bus.subscribe("lab", bus.lastPosition(), "observer")
      for (;;) {
        const { events, last } = yield* subscription.take
        this.#arrived(events)
        subscription.done(last)
        yield* Effect.yieldNow
      }
    }).pipe(Effect.scoped)

  #arrived(events: ReadonlyArray<LoggedEvent>): void {
    for (const { event } of events) {
      if (event.type === "MovieCreated") this.feed.born(event.movie)
      else if (leaving.has(event.type)) this.#mustReconcile = true
    }
    if (this.audience.size > 0) this.#sample.add(events)
  }

  #watched(isWatched: boolean): void {
    this.feed.watch(isWatched)
    clearInterval(this.#frames)
    this.#frames = isWatched ? setInterval(() => this.#frame(), frameMs) : undefined
  }

  #frame(): void {
    const text = this.feed.frameText()
    this.audience.frame(this.feed.sequence, text)
    if (++this.#frameCount % framesPerSample !== 0) return
    const told = this.#sample.take()
    if (told !== undefined) this.audience.events(told)
  }

  #second(): void {
    const { position, real } = this.#rate
    const now = performance.now()
    const perSecond = ((this.feed.position - position) * 1_000) / Math.max(1, now - real)
    this.#rate = { position: this.feed.position, real: now, perSecond: Math.max(0, perSecond) }
    if (this.#mustReconcile && !this.feed.isWhole) this.feed.reconcile()
    this.#mustReconcile &&= !this.feed.isWhole
    this.feed.remember()
    this.#source.onSecond?.()
    if (this.audience.size > 0) this.audience.news(this.#source.news())
  }
}
