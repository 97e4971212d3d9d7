/** Keeps the inbox within its bounds: what is pending goes first, then the newest; the rest is dropped and counted. */
import { Effect } from "effect"
import type { InboxEntry } from "./inbox-entry.ts"
import type { InboxFile } from "./inbox-file.ts"
import { type InboxIndex, isPending, type Kept } from "./inbox-index.ts"
import type { InboxSettings } from "./inbox-settings.ts"

/** An outcome's line, at most. */
const outcomeBytes = 600

export const isDueForTidying = (file: InboxFile, { oldestAt }: InboxIndex, settings: InboxSettings, now: number) =>
  file.length > settings.bytesMax || oldestAt < now - 2 * settings.ageMaxMs

/** What is worth its room, in half of the room there is. */
const worthKeeping = (all: ReadonlyArray<Kept>, { ageMaxMs, bytesMax }: InboxSettings, now: number) => {
  const newestFirst = all.toReversed()
  const inOrder = [...newestFirst.filter(isPending), ...newestFirst.filter((kept) => !isPending(kept))]
  const worth = new Set<Kept>()
  let bytes = 0
  for (const kept of inOrder) {
    if (!isPending(kept) && kept.at < now - ageMaxMs) continue
    bytes += kept.place.length + outcomeBytes
    if (bytes > bytesMax / 2) break
    worth.add(kept)
  }
  return worth
}

/** Rewrites the file. Nobody may append meanwhile. */
export const tidy = Effect.fnUntraced(function* (
  file: InboxFile,
  index: InboxIndex,
  settings: InboxSettings,
  now: number
) {
  const worth = worthKeeping(index.all(), settings, now)
  const dropped = index.all().filter((kept) => !worth.has(kept))
  const lost = dropped.filter(isPending).length
  const { tally } = index
  const entries: Array<() => InboxEntry> = [
    () => ({ tally: { ...tally, dropped: tally.dropped + dropped.length, lost: tally.lost + lost } })
  ]
  const rest = index.all().filter((kept) => worth.has(kept))
  for (const kept of rest) {
    entries.push(
      () => file.read(kept.place),
      () => ({ did: kept.outcome })
    )
  }
  const places = yield* file.rewrite(entries)
  for (const kept of dropped) index.drop(kept)
  rest.forEach((kept, count) => void (kept.place = places[1 + 2 * count]!))
})
