/**
 * The event bus over a store. Subscribers hold a position each; the newest events are served from a window in memory,
 * older ones from the journal. A subscriber that waits is woken once per durable write.
 */
import { Clock, Effect, Layer } from "effect"
import { AtRest } from "../at-rest.ts"
import { EventBus } from "../event-bus.ts"
import { Store } from "../store.ts"
import { EventWindow } from "./event-window.ts"
import { KnownIds } from "./known-ids.ts"
import { makePublishAll } from "./publisher.ts"
import { isOwnId, makeStamping } from "./stamping.ts"
import { makeSubscriptions } from "./subscriptions.ts"

export interface BusSettings {
  /** How many of the newest events are kept in memory for all subscribers together. */
  readonly windowSize: number
  /** The most events that one `take` returns. */
  readonly batchSizeMax: number
  /** Publishers wait while the supervisor is so many events behind. */
  readonly lagMax: number
  /** How many ids from outside are remembered against double delivery. */
  readonly knownIdsMax: number
}

/** A small window: what stays in memory for long is costly to collect. */
export const defaultBusSettings: BusSettings = {
  windowSize: 8_192,
  batchSizeMax: 1_024,
  lagMax: 2_048,
  knownIdsMax: 65_536
}

/** The ids from outside that stand in the newest events of the journal, so that a restart does not forget them. */
const recallIds = Effect.fnUntraced(function* (store: Store["Service"], count: number) {
  const known = new KnownIds(count)
  const pageSize = 4_096
  for (let from = Math.max(1, store.lastPosition() - count + 1); from <= store.lastPosition(); from += pageSize) {
    for (const { event, position } of yield* store.read(from, pageSize)) {
      if (!isOwnId(event.id)) known.remember(event.id, position)
    }
  }
  return known
})

/** The bus under other settings. */
export const layerWith = (settings: BusSettings) =>
  Layer.effect(
    EventBus,
    Effect.gen(function* () {
      const store = yield* Store
      const atRest = yield* AtRest
      const clock = yield* Clock.clockWith(Effect.succeed)
      const known = yield* recallIds(store, settings.knownIdsMax)
      const window = new EventWindow(settings.windowSize, store.lastPosition())
      const stamping = makeStamping(clock, store.opened)
      const { subscribe, room, wakeAll, status } = makeSubscriptions(store, window, atRest, settings)
      const publishAll = makePublishAll(store, stamping, known, room)

      store.onDurable((logged) => {
        for (const one of logged) window.push(one)
        wakeAll()
      })

      return EventBus.of({
        publish: (input) => Effect.map(publishAll([input]), ([receipt]) => receipt!),
        publishAll,
        stamp: stamping.fact,
        subscribe,
        lastPosition: () => window.last,
        status
      })
    })
  )

export const layer = layerWith(defaultBusSettings)
