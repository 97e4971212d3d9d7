/** A library with an inbox for webhooks: bus, actors and statistics are the real ones, the engine is scripted. */
import { Effect, Layer, Redacted } from "effect"
import { secondMs } from "../../../src/domain/time.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import type { InboxSettings } from "../../../src/infra/inbox/inbox-settings.ts"
import { MemoryStore } from "../../../src/infra/json-store/memory-store.ts"
import type { Delivery } from "../../../src/services/inbox/inbox.ts"
import { StatsTracker } from "../../../src/services/statistics/stats-tracker.ts"
import { defaultStatisticsSettings } from "../../../src/services/statistics/use.ts"
import { inboxLayer } from "../../../src/shells/webhooks/inbox-layer.ts"
import { receiveWebhook } from "../../../src/shells/webhooks/receive-webhook.ts"
import { allEvents, core } from "../../support/core.ts"
import { advance } from "../../support/virtual.ts"

export const secret = Redacted.make("a secret for tests")

export interface InboxWorldOptions {
  readonly disk?: MemoryDisk
  readonly settings?: Partial<InboxSettings>
  /** Paths that a look is asked for are put here. */
  readonly looks?: Array<string>
}

export const inboxWorld = ({ disk = new MemoryDisk(), looks = [], settings = {} }: InboxWorldOptions = {}) =>
  Layer.mergeAll(
    StatsTracker.layer(defaultStatisticsSettings),
    inboxLayer({
      directory: MemoryStore.directory,
      settings,
      onCheck: (paths) => Effect.sync(() => void looks.push(...paths))
    }).pipe(Layer.provide(disk.layer))
  ).pipe(Layer.provideMerge(core({ disk })))

/** Delivered as the HTTP server hands it over, and everything that follows at once. */
export const post = Effect.fnUntraced(function* ({ body, contentType, source }: Delivery) {
  const answer = yield* receiveWebhook(secret, source ?? undefined, contentType, body, Redacted.value(secret))
  yield* advance(secondMs)
  return answer
})

/** Events that came from outside: those that the runtime states are its own business. */
export const toldEvents = Effect.map(allEvents, (events) =>
  events.filter(({ id }) => id.includes(":")).map(({ type }) => type)
)
