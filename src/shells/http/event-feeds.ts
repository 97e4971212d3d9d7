/**
 * Streams of events to clients (Server-Sent Events). A client is a position and nothing else: what it has not taken yet is in
 * the ring that all share, or in the journal. So a slow one costs no memory (RUN-1): it is caught up, or told of a gap when it
 * is too far behind, and let go when it takes nothing at all.
 */
import { Cause, Clock, Effect, type Fiber, Schedule, type Scope, Stream } from "effect"
import { EventBus } from "../../services/event-bus.ts"
import { type LoggedEvent, Store } from "../../services/store.ts"
import { EventRing, frameOf, type Keep, type Portion } from "./event-ring.ts"
import { Problem } from "./problem.ts"
import type { HttpSettings } from "./settings.ts"

const ringCapacity = 4_096
/** So many events are read from the journal at a time for a client that the ring has left behind. */
const catchUpMax = 128

export interface FeedAsked {
  /** The position after which to begin; from now on when undefined. */
  readonly after: number | undefined
  readonly keep: Keep
}

export interface FeedsStatus {
  readonly open: number
  /** Clients that were let go because they took nothing. */
  readonly stalled: number
  /** How often a client was told of a gap. */
  readonly gaps: number
  /** How often a client was caught up from the journal. */
  readonly catchUps: number
}

export interface EventFeeds {
  readonly open: (asked: FeedAsked) => Effect.Effect<Stream.Stream<Uint8Array>, Problem>
  /** Ends all streams with a word of goodbye. */
  readonly close: Effect.Effect<void>
  readonly status: () => FeedsStatus
}

/** One open stream. `handedAt` is set while a portion is on its way and nobody has asked for the next. */
interface Feed {
  position: number
  isGreeted: boolean
  handedAt: number | undefined
  fiber: Fiber.Fiber<unknown, unknown> | undefined
  wake: (() => void) | undefined
}

const words = (name: string, data: unknown) => Buffer.from(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
const greeting = (position: number) => Buffer.from(`retry: 2000\nid: ${position}\n: welcome\n\n`)
/** An id alone reaches nobody as a message, but whoever comes back begins there. */
const beat = (position: number) => Buffer.from(`id: ${position}\n: alive\n\n`)

class Feeds {
  readonly open = new Set<Feed>()
  readonly counts = { stalled: 0, gaps: 0, catchUps: 0 }
  isClosing = false

  wakeAll(): void {
    for (const { wake } of this.open) wake?.()
  }
}

/** Waits until something is new, the time is up, or all is over. */
const somethingNew = (feed: Feed, hasNews: () => boolean, heartbeatMs: number) =>
  Effect.callback<void>((resume) => {
    feed.wake = () => resume(Effect.void)
    if (hasNews()) feed.wake()
    return Effect.sync(() => void (feed.wake = undefined))
  }).pipe(Effect.timeoutOrElse({ duration: heartbeatMs, orElse: () => Effect.void }))

const portionOf = (events: ReadonlyArray<LoggedEvent>, keep: Keep, position: number): Portion => ({
  bytes: Buffer.concat(events.filter(keep).map(frameOf)),
  last: events.at(-1)?.position ?? position
})

const makeNext = (feeds: Feeds, ring: EventRing, store: Store["Service"], settings: HttpSettings) => {
  const { behindMax, heartbeatMs } = settings

  const portion = (feed: Feed, keep: Keep): Effect.Effect<Portion> => {
    const near = ring.after(feed.position, keep)
    if (near !== undefined) return Effect.succeed(near)
    feeds.counts.catchUps += 1
    return Effect.map(Effect.orDie(store.read(feed.position + 1, catchUpMax)), (events) =>
      portionOf(events, keep, ring.last)
    )
  }

  /** The library may have been made anew since, or the client have been away for too long. */
  const gap = (feed: Feed): Buffer | undefined => {
    const missed = ring.last - feed.position
    if (missed >= 0 && missed <= behindMax) return undefined
    const told = {
      from: feed.position,
      to: ring.last,
      why: missed < 0 ? "this journal is a shorter one" : "too far behind"
    }
    feeds.counts.gaps += 1
    feed.position = ring.last
    return Buffer.concat([words("gap", told), beat(ring.last)])
  }

  const search = Effect.fnUntraced(function* (feed: Feed, keep: Keep) {
    while (!feeds.isClosing) {
      const skipped = gap(feed)
      if (skipped !== undefined) return skipped
      if (feed.position >= ring.last) {
        yield* somethingNew(feed, () => feeds.isClosing || ring.last > feed.position, heartbeatMs)
        if (ring.last === feed.position && !feeds.isClosing) return beat(feed.position)
        continue
      }
      const { bytes, last } = yield* portion(feed, keep)
      feed.position = last
      if (bytes.length > 0) return bytes
      yield* Effect.yieldNow
    }
    return undefined
  })

  return Effect.fnUntraced(function* (feed: Feed, keep: Keep): Effect.fn.Return<Uint8Array, Cause.Done> {
    // Asked again: what was handed out before has gone.
    feed.handedAt = undefined
    if (feeds.isClosing || !feeds.open.has(feed)) return yield* Cause.done()
    feed.fiber ??= yield* Effect.withFiber((fiber) => Effect.succeed(fiber))
    const isFirst = !feed.isGreeted
    feed.isGreeted = true
    const bytes = isFirst ? greeting(feed.position) : yield* search(feed, keep)
    feed.handedAt = yield* Clock.currentTimeMillis
    return bytes ?? words("end", { why: "the server is closing" })
  })
}

/** Lets go whoever has a portion and has not asked for the next one for too long. */
const sweep = (feeds: Feeds, stallMs: number) =>
  Effect.gen(function* () {
    yield* Effect.sleep(stallMs / 4)
    const now = yield* Clock.currentTimeMillis
    for (const feed of feeds.open) {
      if (feed.handedAt === undefined || now - feed.handedAt < stallMs) continue
      feeds.counts.stalled += 1
      feeds.open.delete(feed)
      feed.fiber?.interruptUnsafe()
    }
  })

export const makeEventFeeds = Effect.fnUntraced(function* (
  settings: HttpSettings
): Effect.fn.Return<EventFeeds, never, EventBus | Store | Scope.Scope> {
  const bus = yield* EventBus
  const store = yield* Store
  const feeds = new Feeds()
  const subscription = yield* bus.subscribe("http streams", bus.lastPosition(), "observer")
  const ring = new EventRing(ringCapacity, subscription.position())
  const next = makeNext(feeds, ring, store, settings)
  const consume = Effect.gen(function* () {
    const { events, last } = yield* Effect.retry(subscription.take, Schedule.spaced("1 second"))
    for (const logged of events) ring.push(logged)
    subscription.done(last)
    feeds.wakeAll()
    yield* Effect.yieldNow
  })
  yield* Effect.forkScoped(Effect.forever(consume))
  yield* Effect.forkScoped(Effect.forever(sweep(feeds, settings.stallMs)))

  const open = ({ after, keep }: FeedAsked): Effect.Effect<Stream.Stream<Uint8Array>, Problem> =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      if (feeds.isClosing) return new Problem({ kind: "closing", detail: "No more streams are opened." })
      if (feeds.open.size >= settings.streamsMax)
        return new Problem({
          kind: "too-many-streams",
          detail: `${settings.streamsMax} streams are open, and no more are served.`,
          headers: { "retry-after": "10" }
        })
      const position = after ?? ring.last
      const feed: Feed = { position, isGreeted: false, handedAt: now, fiber: undefined, wake: undefined }
      feeds.open.add(feed)
      const stream = Stream.fromEffectRepeat(next(feed, keep))
      return Effect.succeed(
        Stream.ensuring(
          stream,
          Effect.sync(() => void feeds.open.delete(feed))
        )
      )
    })

  const close = Effect.sync(() => {
    feeds.isClosing = true
    feeds.wakeAll()
  })
  yield* Effect.addFinalizer(() => close)
  return { open, close, status: () => ({ open: feeds.open.size, ...feeds.counts }) }
})
