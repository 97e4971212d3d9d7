/** The library in numbers, as housekeeping sees it, without the runtime: for a dry run that wakes nobody up. */
import { Clock, Effect } from "effect"
import { knownAmount, type World } from "../../services/housekeeping/facts.ts"
import { ImageFiles } from "../../services/image-files.ts"
import { Store } from "../../services/store.ts"

export const worldNow = Effect.gen(function* () {
  const store = yield* Store
  const images = yield* ImageFiles
  const sums = { movies: 0, recordBytes: 0, smallImageBytes: 0, hdImageBytes: 0 }
  for (const columns of store.all()) {
    sums.movies += 1
    sums.recordBytes += columns.recordBytes
    sums.smallImageBytes += columns.smallImageBytes
    sums.hdImageBytes += columns.hdImageBytes
  }
  const world: World = {
    now: yield* Clock.currentTimeMillis,
    ...sums,
    heldBytes: knownAmount(store.status().imageBytes),
    freeBytes: knownAmount(yield* images.freeBytes)
  }
  return world
})
