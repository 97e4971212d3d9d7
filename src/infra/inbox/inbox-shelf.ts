/** Where deliveries lie: one writer, the file and what the memory holds of it. */
import { Clock, Effect, Semaphore } from "effect"
import { minuteMs } from "../../domain/time.ts"
import type { Delivery } from "../../services/inbox/inbox.ts"
import { Disk } from "../disk/disk.ts"
import { libraryPaths } from "../json-store/files.ts"
import { reading } from "../json-store/reading.ts"
import { deliveryIn, type Got, gotEntry, type Outcome } from "./inbox-entry.ts"
import { InboxFile } from "./inbox-file.ts"
import { InboxIndex, type Kept } from "./inbox-index.ts"
import type { InboxSettings } from "./inbox-settings.ts"
import { isDueForTidying, tidy } from "./inbox-tidying.ts"

export const openShelf = Effect.fnUntraced(function* (directory: string, settings: InboxSettings) {
  const file = new InboxFile(yield* Disk, `${libraryPaths(directory).directory}/inbox.ndjson`)
  const index = new InboxIndex()
  const damaged = yield* file.open((entry, place) => index.apply(entry, place))
  yield* Effect.addFinalizer(() => file.close)
  const writing = yield* Semaphore.make(1)

  const put = (delivery: Delivery, hash: string) =>
    Effect.gen(function* () {
      const at = yield* Clock.currentTimeMillis
      if (isDueForTidying(file, index, settings, at)) yield* tidy(file, index, settings, at)
      const entry = gotEntry(delivery, index.tally.newest + 1, at, hash)
      const kept = index.add(entry, yield* file.append(entry, true))
      // Whoever brought it tries it now; everybody else only when that did not end.
      kept.outcome = { ...kept.outcome, dueAt: at + minuteMs }
      return kept
    }).pipe(writing.withPermits(1), Effect.uninterruptible)

  /** Lost with the power, it is worked out again: the ids of its events are the same. */
  const note = (kept: Kept, outcome: Outcome) => {
    kept.outcome = outcome
    return Effect.ignore(writing.withPermits(1)(file.append({ did: outcome }, false)))
  }

  const load = (kept: Kept) =>
    writing.withPermits(1)(
      Effect.map(
        reading(() => file.read(kept.place)),
        (entry) => deliveryIn(entry as Got)
      )
    )

  const tidyAt = (at: number) =>
    index.oldestAt < at - settings.ageMaxMs ? writing.withPermits(1)(tidy(file, index, settings, at)) : Effect.void

  return { index, damaged, put, note, load, tidyAt, bytes: () => file.length }
})

export type InboxShelf = Effect.Success<ReturnType<typeof openShelf>>
