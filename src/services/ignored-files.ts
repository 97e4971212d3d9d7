/** Videos that are no film of their own, by their names: how many there are, from what the journal says of late. */
import { Effect } from "effect"
import { Store } from "./store.ts"

export interface IgnoredFiles {
  readonly extras: number
  readonly episodes: number
  /** False when the journal is longer than what was looked through: then there may be more. */
  readonly isWhole: boolean
}

/** So many of the newest events are looked through: the cost of a look has an end (RUN-1). */
export const ignoredEventsMax = 100_000
const pageSize = 2_048

/** Each file counts once, however often it was seen. */
export const ignoredFiles = Effect.fnUntraced(function* (eventsMax = ignoredEventsMax) {
  const store = yield* Store
  const kinds = new Map<string, "extra" | "episode">()
  const last = store.lastPosition()
  const first = Math.max(1, last - eventsMax + 1)
  for (let from = first; from <= last; from += pageSize) {
    for (const { event } of yield* store.read(from, Math.min(pageSize, last - from + 1))) {
      if (event.type === "FileIgnored") kinds.set(event.path, event.kind)
    }
  }
  const episodes = [...kinds.values()].filter((kind) => kind === "episode").length
  const found: IgnoredFiles = { extras: kinds.size - episodes, episodes, isWhole: first === 1 }
  return found
})
