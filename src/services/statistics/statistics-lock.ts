/**
 * Who writes statistics reads them first, and nobody may write in between: the tracker for each batch, and whoever merges
 * two movies or takes that back. One lock for a library.
 */
import { Semaphore } from "effect"
import type { Store } from "../store.ts"

const locks = new WeakMap<Store["Service"], Semaphore.Semaphore>()

export const statisticsLock = (store: Store["Service"]): Semaphore.Semaphore => {
  const known = locks.get(store)
  if (known !== undefined) return known
  const lock = Semaphore.makeUnsafe(1)
  locks.set(store, lock)
  return lock
}
