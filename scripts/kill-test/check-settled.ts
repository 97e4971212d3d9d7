/**
 * Opens the library once more, lets it finish what the kill interrupted, closes it, and checks it at rest: then nothing is
 * open any more, and the readable files are the journal, byte for byte.
 */
import { Cause, Effect, Exit } from "effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Supervisor } from "../../src/actors/supervisor.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Store } from "../../src/services/store.ts"
import { busyLibraryLayer } from "./busy-library.ts"
import { readableFiles } from "./check-files.ts"
import { type Checked, checkLibrary } from "./check-library.ts"
import { checkAnswered } from "./check-records.ts"

const restMax = "60 seconds"

/** A gap that comes due in the next moment is work too; a while without any event is rest. */
const settle = Effect.gen(function* () {
  const rest = yield* AtRest
  const bus = yield* EventBus
  const store = yield* Store
  const supervisor = yield* Supervisor
  const waiting = rest.wait.pipe(
    Effect.timeoutOrElse({
      duration: restMax,
      orElse: () => Effect.fail(new Error(`not at rest after ${restMax}: ${rest.pending().join(", ")}`))
    })
  )
  let last = -1
  while (last !== bus.lastPosition()) {
    last = bus.lastPosition()
    yield* waiting
    yield* Effect.sleep(30)
  }
  const { crashes } = supervisor.status()
  const letters = store.deadLetters()
  if (crashes + letters.length > 0) {
    const why = letters.map(({ movie, event, reason }) => `${event.type} for ${movie}: ${reason}`).join("; ")
    return yield* Effect.fail(new Error(`${crashes} movies crashed, ${letters.length} letters are left: ${why}`))
  }
  yield* store.checkpoint
  return store.status().repairs
})

const checkFilesAreRecords = (directory: string, { texts, violations }: Checked): void => {
  const names = ["movies", "people", "relations", "images"] as const
  names.forEach((name, place) => {
    const file = readableFiles[place]!
    if (texts === undefined || readFileSync(join(directory, file), "utf8") === texts[name]) return
    violations.add("after a checkpoint the readable files are the journal (STORE-3)", file)
  })
}

export interface Settled extends Checked {
  readonly repairs: ReadonlyArray<string>
}

export const checkSettled = async (
  directory: string,
  fixtures: string,
  acknowledged: ReadonlyMap<string, number>
): Promise<Settled> => {
  const library = busyLibraryLayer({ directory, fixtures, what: "the check of the kill test" })
  const exit = await Effect.runPromiseExit(Effect.scoped(Effect.provide(settle, library)))
  const checked = await checkLibrary(directory, acknowledged)
  if (Exit.isFailure(exit)) {
    checked.violations.add("the library opens and comes to rest", Cause.pretty(exit.cause))
    return { ...checked, repairs: [] }
  }
  checkAnswered(checked.records, checked.violations)
  checkFilesAreRecords(directory, checked)
  return { ...checked, repairs: exit.value }
}
