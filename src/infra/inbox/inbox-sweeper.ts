/** What is left to do is done when it is due, by the Clock: one fiber, asleep until then. */
import { Clock, Effect, Latch } from "effect"
import { dayMs, secondMs } from "../../domain/time.ts"
import type { StoreError } from "../../services/store.ts"
import { isPending, type Kept } from "./inbox-index.ts"
import type { InboxShelf } from "./inbox-shelf.ts"

/** So soon after a delivery had its effect, those that wait are tried once more: by then its movie is known. */
const hurryMs = 5 * secondMs

export interface Sweeper {
  /** Something new is pending. */
  readonly wake: Effect.Effect<void>
  /** An id came in; somebody else may have waited for it. */
  readonly hurry: Effect.Effect<void>
  readonly nextAt: () => number | null
}

/** `again` tries one delivery; a try out of turn is not counted. */
export const startSweeper = Effect.fnUntraced(function* (
  { index, tidyAt }: InboxShelf,
  again: (kept: Kept, how: "due" | "outOfTurn") => Effect.Effect<void, StoreError>
) {
  const latch = yield* Latch.make(false)
  let hurriedAt = Infinity

  const nextAt = () => {
    const [next] = index.pending()
    return next === undefined ? null : Math.min(next.outcome.dueAt ?? 0, hurriedAt)
  }

  const tryAll = Effect.fnUntraced(function* (at: number) {
    const isHurried = hurriedAt <= at
    if (isHurried) hurriedAt = Infinity
    for (const kept of index.pending()) {
      const isDue = (kept.outcome.dueAt ?? 0) <= at
      if (!isDue && !isHurried) break
      // Whoever was tried in between is not pending any more.
      if (isPending(kept)) yield* again(kept, isDue ? "due" : "outOfTurn")
    }
  })

  const turn = Effect.gen(function* () {
    yield* latch.close
    const sleepMs = Math.min((nextAt() ?? Infinity) - (yield* Clock.currentTimeMillis), dayMs)
    if (sleepMs > 0) yield* Effect.raceFirst(Effect.sleep(sleepMs), latch.await)
    const at = yield* Clock.currentTimeMillis
    yield* tryAll(at)
    yield* tidyAt(at)
  })
  const patiently = Effect.catch(turn, (error) =>
    Effect.andThen(Effect.logWarning(`The inbox could not be gone through. ${error.message}`), Effect.sleep("1 minute"))
  )
  yield* Effect.forkScoped(Effect.forever(patiently))

  const hurry = Effect.gen(function* () {
    if (index.pending().length === 0) return
    hurriedAt = Math.min(hurriedAt, (yield* Clock.currentTimeMillis) + hurryMs)
    yield* latch.open
  })
  const sweeper: Sweeper = { wake: Effect.asVoid(latch.open), hurry, nextAt }
  return sweeper
})
