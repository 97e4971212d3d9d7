/** The life of one watched root: one fiber, one thing at a time, in the order of urgency. */
import { Clock, Deferred, Effect } from "effect"
import { type RootStatus, WatchFailed } from "../../services/file-watcher.ts"
import { hintedPass, wholePass } from "./pass-turn.ts"
import { inTime } from "./pass.ts"
import { nextRemovalAt, removalTurn } from "./removal-turn.ts"
import { type Command, type RootWatch, statusOf } from "./root-watch.ts"
import { isSettleDue, nextSettleAt, settleTurn } from "./settle-turn.ts"
import { tellOutbox } from "./tell.ts"
import { startWatching } from "./start-watching.ts"

/** What is known of the tree; asked when the root is there for the first time. */
export const factsOf = Effect.fnUntraced(function* (watch: RootWatch) {
  const { tree, root, settings } = watch
  watch.facts ??= yield* inTime(tree.facts, root, settings.answerWithinMs)
  return watch.facts
})

export const confirmTurn = Effect.fnUntraced(function* (watch: RootWatch) {
  const facts = yield* factsOf(watch)
  yield* wholePass(watch, facts, true)
  const problem = watch.report?.rootProblem ?? null
  if (problem !== null) {
    const detail = `${problem}: that is no emptied folder. Bring it back, or make an empty folder in its place first`
    return yield* new WatchFailed({ root: watch.root, detail })
  }
  for (let left = Infinity; watch.kept.index.missing.size < left;) {
    left = watch.kept.index.missing.size
    yield* removalTurn(watch, facts, true)
  }
})

const rescanTurn = Effect.fnUntraced(function* (watch: RootWatch) {
  yield* wholePass(watch, yield* factsOf(watch), true)
  while (isSettleDue(watch, yield* Clock.currentTimeMillis)) yield* settleTurn(watch)
})

const obey = Effect.fnUntraced(function* (watch: RootWatch, command: Command) {
  const work: Effect.Effect<void, Failure> = command.kind === "confirm" ? confirmTurn(watch) : rescanTurn(watch)
  const told = work.pipe(
    Effect.tap(() => Effect.sync(() => revive(watch))),
    Effect.mapError((error) => new WatchFailed({ root: watch.root, detail: error.message })),
    Effect.map((): RootStatus => statusOf(watch))
  )
  yield* Deferred.complete(command.done, told)
})

type Failure = Effect.Error<ReturnType<typeof settleTurn>> | WatchFailed

/** A tree that answers again. */
const revive = (watch: RootWatch): void => {
  watch.tellProblem = null
  if (watch.kept.index.missing.size === 0) watch.suspicion = null
  if (watch.health !== "dead") return
  watch.health = "degraded"
  watch.restartAt = 0
}

/** Does the most urgent thing that is due; false when nothing is. */
const turn = Effect.fnUntraced(function* (watch: RootWatch) {
  const command = watch.commands.shift()
  if (command !== undefined) {
    yield* obey(watch, command)
    return true
  }
  const at = yield* Clock.currentTimeMillis
  yield* tellOutbox(watch)
  const facts = yield* factsOf(watch)
  const isThere = watch.report?.rootProblem === null
  if (watch.hintsAt !== null && watch.hintsAt <= at) yield* hintedPass(watch, facts)
  else if (watch.nextPassAt <= at) yield* wholePass(watch, facts, false)
  else if (isThere && watch.restartAt !== null && watch.restartAt <= at) yield* startWatching(watch, facts)
  else if (isThere && isSettleDue(watch, at)) yield* settleTurn(watch)
  else if (isThere && nextRemovalAt(watch) <= at) yield* removalTurn(watch, facts, false)
  else return false
  return true
})

const nextAt = (watch: RootWatch): number => {
  const isThere = watch.report?.rootProblem === null
  const whenThere = isThere ? [watch.restartAt ?? Infinity, nextSettleAt(watch), nextRemovalAt(watch)] : []
  return Math.min(watch.hintsAt ?? Infinity, watch.nextPassAt, ...whenThere)
}

/** Until the next deadline, or until somebody wakes it. */
const rest = Effect.fnUntraced(function* (watch: RootWatch) {
  // What was seen is remembered, also when there was nothing to tell of it.
  yield* watch.kept.save
  watch.wake.closeUnsafe()
  if (watch.commands.length > 0) return
  const pauseMs = Math.max(nextAt(watch) - (yield* Clock.currentTimeMillis), 1)
  yield* Effect.raceFirst(Effect.sleep(pauseMs), watch.wake.await)
})

/** The tree does not answer, or the library takes no events: said in the status, and tried again after a while. */
const suffer = Effect.fnUntraced(function* (watch: RootWatch, error: Failure) {
  const at = yield* Clock.currentTimeMillis
  const { settings } = watch
  if (error._tag === "TreeFailed") {
    watch.health = "dead"
    watch.reason = error.message
    watch.watched.clear()
    watch.facts = null
    watch.nextPassAt = at + settings.pollEveryMs
  } else {
    watch.tellProblem = `what was found could not be told: ${error.message}`
  }
  // What woke it before is known; a latch that stays open would make this a storm of tries.
  watch.wake.closeUnsafe()
  if (watch.commands.length > 0) return
  yield* Effect.raceFirst(Effect.sleep(settings.restartAfterMs), watch.wake.await)
})

/** The first scan, before anybody is told that the root is watched. */
export const firstScan = Effect.fnUntraced(function* (watch: RootWatch) {
  const scan = Effect.gen(function* () {
    yield* tellOutbox(watch)
    yield* wholePass(watch, yield* factsOf(watch), false)
    watch.restartAt = 0
  })
  yield* Effect.catch(scan, (error) => suffer(watch, error))
})

export const liveOn = (watch: RootWatch) => {
  const step = Effect.gen(function* () {
    const isBusy = yield* turn(watch)
    if (isBusy) revive(watch)
    yield* isBusy ? Effect.yieldNow : rest(watch)
  })
  return Effect.forever(Effect.catch(step, (error) => suffer(watch, error)))
}
