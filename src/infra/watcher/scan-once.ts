/**
 * One pass over some roots, for who does not watch: looks, tells what has settled, waits once for what is fresh, judges what
 * is missing for long enough, and ends. All roots are looked at before anything is told, so that a film which moved from
 * one to another is one event.
 */
import { Clock, Effect } from "effect"
import { type RootStatus, type ScanAsked, type ScanPhase, WatchFailed } from "../../services/file-watcher.ts"
import { wholePass } from "./pass-turn.ts"
import { nextRemovalAt, removalTurn } from "./removal-turn.ts"
import { confirmTurn, factsOf } from "./root-loop.ts"
import { type RootWatch, statusOf } from "./root-watch.ts"
import { tellOutbox } from "./tell.ts"
import { isSettleDue, nextSettleAt, settleTurn } from "./settle-turn.ts"

const isThere = ({ report }: RootWatch): boolean => report?.rootProblem === null

type Tell = (watch: RootWatch, phase: ScanPhase, share: number) => void

const teller =
  ({ onProgress }: ScanAsked): Tell =>
  ({ kept: { index }, root, told }, phase, share) =>
    onProgress?.({ phase, root, share, files: index.files, unsettled: index.unsettled.size, told: { ...told } })

const look = Effect.fnUntraced(function* (watch: RootWatch, tell: Tell, isConfirmed: boolean) {
  const knownFolders = watch.kept.index.folders.size
  watch.onLook = (done, queued) => tell(watch, "looking", done / Math.max(1, done + queued, knownFolders))
  yield* tellOutbox(watch)
  const facts = yield* factsOf(watch)
  yield* isConfirmed ? confirmTurn(watch) : wholePass(watch, facts, false)
  watch.onLook = null
})

const settleDue = Effect.fnUntraced(function* (watch: RootWatch, tell: Tell) {
  const before = watch.kept.index.unsettled.size
  while (isSettleDue(watch, yield* Clock.currentTimeMillis)) {
    yield* settleTurn(watch)
    tell(watch, "telling", before === 0 ? 1 : 1 - watch.kept.index.unsettled.size / before)
    yield* Effect.yieldNow
  }
})

/** What was written a moment ago is given the time to stand still, once. */
const settleFresh = Effect.fnUntraced(function* (watches: ReadonlyArray<RootWatch>, tell: Tell) {
  const settleMs = Math.max(0, ...watches.map(({ settings }) => settings.settleMs))
  const startAt = yield* Clock.currentTimeMillis
  const untilAt = startAt + settleMs + 1_000
  for (;;) {
    const nextAt = Math.min(...watches.map(nextSettleAt))
    if (nextAt > untilAt) return
    const pauseMs = nextAt - (yield* Clock.currentTimeMillis)
    for (const watch of watches) tell(watch, "waiting", Math.min(1, (nextAt - startAt) / settleMs))
    yield* Effect.sleep(Math.max(1, pauseMs))
    for (const watch of watches) yield* settleDue(watch, () => undefined)
  }
})

const judge = Effect.fnUntraced(function* (watch: RootWatch) {
  if (nextRemovalAt(watch) > (yield* Clock.currentTimeMillis)) return
  yield* removalTurn(watch, yield* factsOf(watch), false)
})

const inWords = <A, R>(
  watch: RootWatch | undefined,
  turn: Effect.Effect<A, { readonly message: string; readonly detail?: unknown }, R>
) =>
  Effect.mapError(turn, (error) =>
    error instanceof WatchFailed
      ? error
      : new WatchFailed({
          root: watch?.root ?? "",
          detail: typeof error.detail === "string" ? error.detail : error.message
        })
  )

export const scanOnce = Effect.fnUntraced(function* (watches: ReadonlyArray<RootWatch>, asked: ScanAsked) {
  const tell = teller(asked)
  for (const watch of watches) {
    watch.reason = "it was looked at once"
    yield* inWords(watch, look(watch, tell, asked.isConfirmed === true))
  }
  const there = watches.filter(isThere)
  for (const watch of there) yield* inWords(watch, settleDue(watch, tell))
  yield* inWords(there[0], settleFresh(there, tell))
  for (const watch of there) yield* inWords(watch, judge(watch))
  for (const watch of watches) yield* inWords(watch, watch.kept.save)
  return watches.map((watch): RootStatus => statusOf(watch))
})
