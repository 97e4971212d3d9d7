/** Lifecycle pieces as they can stand in a store: every state, with every demand and deadline that can go with it. */
import fc from "fast-check"
import { knownLevel, levels, lifecycleStates } from "../../../src/domain/level.ts"
import type { Lifecycle } from "../../../src/domain/movie.ts"
import { dayMs, hourMs } from "../../../src/domain/time.ts"
import { startMs } from "../virtual.ts"

const aroundNow = (...offsets: ReadonlyArray<number>) =>
  fc.constantFrom(null, ...offsets.map((offsetMs) => startMs + offsetMs))

/** A movie that knows nothing has nothing to fill in or to refresh; who waits has tried. */
export const lifecycle: fc.Arbitrary<Lifecycle> = fc
  .record({
    state: fc.constantFrom(...lifecycleStates),
    kept: fc.constantFrom("basic" as const, "summary" as const),
    wanted: fc.constantFrom(...levels),
    attempts: fc.integer({ min: 0, max: 3 }),
    retryAt: aroundNow(-hourMs, hourMs, 2 * dayMs),
    gapAt: aroundNow(-hourMs, hourMs, 9 * dayMs),
    refreshAt: aroundNow(-31 * dayMs, -hourMs, hourMs, 100 * dayMs),
    pinned: fc.boolean(),
    playingUntil: aroundNow(-hourMs, hourMs),
    downgradedAt: aroundNow(-dayMs, -40 * dayMs)
  })
  .map((draft) => {
    const kept = draft.state === "downgraded" ? draft.kept : null
    const knowsNothing = knownLevel(draft.state, kept) === "initial"
    return {
      ...draft,
      kept,
      attempts: draft.retryAt === null ? draft.attempts : draft.attempts + 1,
      retryAt: knowsNothing && draft.wanted === "initial" ? null : draft.retryAt,
      gapAt: knowsNothing ? null : draft.gapAt,
      refreshAt: knowsNothing ? null : draft.refreshAt
    }
  })
