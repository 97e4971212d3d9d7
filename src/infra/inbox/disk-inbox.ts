/**
 * The inbox as a file of its own beside the journal: `inbox.ndjson`. A delivery waits for its own write and one try; what is
 * left to do is done later, also after a restart.
 */
import { Clock, Effect, Layer, Semaphore } from "effect"
import type { EventBus } from "../../services/event-bus.ts"
import { type Delivery, type DeliveryReader, Inbox, underWayMax } from "../../services/inbox/inbox.ts"
import { makeOccasions, repeatGapMs } from "../../services/inbox/occasions.ts"
import type { Store, StoreError } from "../../services/store.ts"
import type { Disk } from "../disk/disk.ts"
import { type DeskOptions, makeDeliveryDesk } from "./delivery-desk.ts"
import { shortHash } from "./event-making.ts"
import { isPending, type Kept } from "./inbox-index.ts"
import { defaultInboxSettings, type InboxSettings } from "./inbox-settings.ts"
import { type InboxShelf, openShelf } from "./inbox-shelf.ts"
import { type Sweeper, startSweeper } from "./inbox-sweeper.ts"

export interface DiskInboxOptions {
  /** The directory of the library. */
  readonly directory: string
  readonly reader: DeliveryReader
  readonly settings?: Partial<InboxSettings>
  /** Told of paths that somebody misses; a look at the disk decides (SAFE-2). */
  readonly onCheck?: DeskOptions["onCheck"]
}

const hashOf = ({ body, source }: Delivery): string => shortHash(`${source} ${Buffer.from(body).toString("latin1")}`)

const answerOf = ({ number, outcome: { reason, source, state } }: Kept, duplicate: boolean) => ({
  number,
  state,
  source,
  reason,
  duplicate
})

type Try = (kept: Kept, delivery: Delivery, how: "due" | "outOfTurn" | "last") => Effect.Effect<void>

/** One at a time, so that the first of two of one occasion is the first. */
const makeTry = Effect.fnUntraced(function* (options: DiskInboxOptions, settings: InboxSettings, shelf: InboxShelf) {
  const occasions = makeOccasions()
  for (const { outcome } of shelf.index.all()) if (outcome.occasion !== null) occasions.remember(outcome.occasion)
  const { onCheck = () => Effect.void, reader } = options
  const desk = makeDeliveryDesk({ reader, settings, occasions, onCheck })
  const context = yield* Effect.context<Store | EventBus>()
  const trying = yield* Semaphore.make(1)
  const once: Try = (kept, delivery, how) =>
    Effect.gen(function* () {
      const outcome = yield* desk(kept, delivery, how === "last")
      if (how === "outOfTurn" && outcome.state === "waiting") return
      yield* shelf.note(kept, outcome)
    }).pipe(trying.withPermits(1), Effect.provideContext(context))
  return once
})

/** Takes deliveries in, each under its number, and tries them. */
const makeReceive = (
  reader: DeliveryReader,
  settings: InboxSettings,
  shelf: InboxShelf,
  once: Try,
  sweeper: Sweeper
) => {
  const counts = { duplicates: 0, underWay: 0 }
  const { index } = shelf

  /** The oldest of too many has its last try. */
  const makeRoom = Effect.suspend(() => {
    const waiting = index.pending().toSorted((a, b) => a.number - b.number)
    const [oldest] = waiting
    if (oldest === undefined || waiting.length <= settings.waitingMax) return Effect.void
    return Effect.flatMap(shelf.load(oldest), (delivery) => once(oldest, delivery, "last"))
  })

  const take = Effect.fnUntraced(function* (given: Delivery) {
    const delivery = reader.keep(given)
    const hash = hashOf(delivery)
    const now = yield* Clock.currentTimeMillis
    const before = index.ofHash(hash)
    if (before !== undefined && now - before.at <= repeatGapMs) {
      counts.duplicates++
      return answerOf(before, true)
    }
    const kept = yield* shelf.put(delivery, hash)
    yield* once(kept, delivery, "due")
    if (isPending(kept)) yield* Effect.andThen(sweeper.wake, makeRoom)
    if (kept.outcome.state === "published") yield* sweeper.hurry
    return answerOf(kept, false)
  })

  const receive = (delivery: Delivery) =>
    Effect.suspend(() => {
      if (counts.underWay >= underWayMax) return Effect.succeed(undefined)
      counts.underWay++
      const leave = Effect.sync(() => void counts.underWay--)
      return Effect.ensuring(take(delivery), leave)
    })
  return { receive, duplicates: () => counts.duplicates }
}

const hadNoEffect = ({ outcome: { state } }: Kept) => state !== "published" && state !== "repeated"

const make = Effect.fnUntraced(function* (options: DiskInboxOptions) {
  const settings = { ...defaultInboxSettings, ...options.settings }
  const shelf = yield* openShelf(options.directory, settings)
  const { bytes, damaged, index, load } = shelf
  const once = yield* makeTry(options, settings, shelf)
  const again = (kept: Kept, how: "due" | "outOfTurn") =>
    Effect.flatMap(load(kept), (delivery) => once(kept, delivery, how))
  const sweeper = yield* startSweeper(shelf, again)
  const { duplicates, receive } = makeReceive(options.reader, settings, shelf, once, sweeper)
  let replayed = 0

  const replay = Effect.fnUntraced(function* (number?: number) {
    const asked = index.all().filter((kept) => hadNoEffect(kept) && (number ?? kept.number) === kept.number)
    for (const kept of asked) yield* again(kept, "due")
    replayed += asked.length
    return asked.length
  })
  const status = () => ({
    kept: index.counts(),
    bytes: bytes(),
    ...index.tally,
    duplicates: duplicates(),
    replayed,
    damaged,
    nextTryAt: sweeper.nextAt()
  })
  const recent = (limit: number) => {
    const newest = index.all().slice(-Math.max(1, limit)).toReversed()
    return newest.map((kept) => ({ ...answerOf(kept, false), at: kept.at }))
  }
  return Inbox.of({ receive, replay, recent, status })
})

export const DiskInbox = {
  layer: (options: DiskInboxOptions): Layer.Layer<Inbox, StoreError, Disk | Store | EventBus> =>
    Layer.effect(Inbox, make(options))
}
