/**
 * Tries a delivery: read it, find its occasion and its movie, publish. Says what became of it; writes nothing itself.
 * What the library cannot take now is tried again later; what cannot be resolved waits, a bounded number of times.
 */
import { Clock, Effect } from "effect"
import type { EventInput } from "../../domain/event.ts"
import { minuteMs } from "../../domain/time.ts"
import { EventBus } from "../../services/event-bus.ts"
import type { Delivery, DeliveryReader, Item, Reading, Speaking } from "../../services/inbox/inbox.ts"
import type { Occasion, Occasions } from "../../services/inbox/occasions.ts"
import { eventsOf, shortHash } from "./event-making.ts"
import type { Outcome } from "./inbox-entry.ts"
import type { Kept } from "./inbox-index.ts"
import type { InboxSettings } from "./inbox-settings.ts"

export interface DeskOptions {
  readonly reader: DeliveryReader
  readonly settings: InboxSettings
  readonly occasions: Occasions
  /** Told of paths that somebody misses; a look at the disk decides. */
  readonly onCheck: (paths: ReadonlyArray<string>) => Effect.Effect<void>
}

type Verdict = Pick<Outcome, "state" | "reason" | "dueAt">

/** A reader that throws is a bug of ours, and no reason to lose the delivery. */
const readSafely = (reader: DeliveryReader, delivery: Delivery): Reading => {
  try {
    return reader.read(delivery)
  } catch (cause) {
    return { kind: "ignored", source: delivery.source, reason: `it could not be read: ${String(cause).slice(0, 200)}` }
  }
}

const final = (state: Outcome["state"], reason: string | null): Verdict => ({ state, reason, dueAt: null })

const nameOf = ({ own, title, year }: Item): string =>
  `${title ?? own ?? "the movie"}${year === null ? "" : ` (${year})`}`

export const makeDeliveryDesk = ({ onCheck, occasions, reader, settings }: DeskOptions) => {
  const waiting = (item: Item, tries: number, now: number): Verdict => {
    const waitMs = settings.waitsMs[tries]
    const name = nameOf(item)
    if (waitMs === undefined) return final("refused", `no id of ${name} has come, and it has no title to go by`)
    const reason = `waits for an id of ${name}; ${settings.waitsMs.length - tries} more tries`
    return { state: "waiting", reason, dueAt: now + waitMs }
  }

  const published = Effect.fnUntraced(function* (events: ReadonlyArray<EventInput>, checks: ReadonlyArray<string>) {
    const bus = yield* EventBus
    const receipts = yield* bus.publishAll(events)
    if (checks.length > 0) yield* onCheck(checks)
    if (events.length === 0) {
      return final("ignored", checks.length === 0 ? "no file of it is known here" : "only our own look can tell")
    }
    return receipts.every(({ duplicate }) => duplicate)
      ? final("repeated", "it was told before")
      : final("published", null)
  })

  const speak = Effect.fnUntraced(function* (reading: Speaking, occasion: Occasion, tries: number, isLastTry: boolean) {
    const now = yield* Clock.currentTimeMillis
    const made = yield* eventsOf(reading, occasion, isLastTry || tries >= settings.waitsMs.length)
    if ("missing" in made) return waiting(made.missing, isLastTry ? settings.waitsMs.length : tries, now)
    return yield* published(made.events, reading.checks)
  })

  const attempt = (reading: Speaking, occasion: Occasion, tries: number, isLastTry: boolean) =>
    speak(reading, occasion, tries, isLastTry).pipe(
      Effect.catchTags({
        EventInvalid: ({ message }) => Effect.succeed(final("refused", message)),
        StoreError: ({ message }) =>
          Effect.map(Clock.currentTimeMillis, (now): Verdict => ({
            state: "stored",
            reason: message,
            dueAt: now + minuteMs
          }))
      })
    )

  /** Never fails: a library that cannot take it now is a reason to try again. */
  return Effect.fnUntraced(function* ({ at, number, outcome }: Kept, delivery: Delivery, isLastTry: boolean) {
    const reading = readSafely(reader, delivery)
    const told = (verdict: Verdict, occasion: Occasion | null): Outcome => {
      const tries = outcome.tries + (verdict.state === "waiting" ? 1 : 0)
      return { number, source: reading.source, tries, occasion, ...verdict }
    }
    if (reading.kind === "ignored") return told(final("ignored", reading.reason), outcome.occasion)
    const claim = { ...reading.occasion, key: shortHash(reading.occasion.key) }
    const seen = outcome.occasion === null ? occasions.see(claim, at) : { occasion: outcome.occasion, isStray: false }
    const { isStray, occasion } = seen
    if (isStray) return told(final("ignored", "a start after the end of its session"), occasion)
    return told(yield* attempt(reading, occasion, outcome.tries, isLastTry), occasion)
  })
}
