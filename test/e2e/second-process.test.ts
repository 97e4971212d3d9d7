import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { AtRest } from "../../src/services/at-rest.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Library } from "../../src/services/library.ts"
import { Store } from "../../src/services/store.ts"
import { directoryBytes } from "./directory-bytes.ts"
import { openDirectory, temporaryDirectory } from "./real-library.ts"

const entry = new URL("./holder.ts", import.meta.url)

/** Another process that has the library open. */
const holder = (directory: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const child = spawn(process.execPath, [entry.pathname, directory], { stdio: ["ignore", "pipe", "inherit"] })
      const [said] = (await once(child.stdout, "data")) as [Buffer]
      assert.strictEqual(said.toString(), "open\n")
      return child
    }),
    kill
  )

const kill = (child: ChildProcess) =>
  Effect.promise(async () => {
    if (child.signalCode !== null) return
    child.kill("SIGKILL")
    await once(child, "close")
  })

const open = <A, E, R>(directory: string, use: Effect.Effect<A, E, R>) =>
  Effect.scoped(Effect.provide(use, openDirectory(directory)))

describe("STORE-4: one process at a time, with real processes", () => {
  it.live("a second process is refused with the owner's name, and changes nothing", () =>
    Effect.gen(function* () {
      const directory = yield* temporaryDirectory
      const owner = yield* holder(directory)
      const before = directoryBytes(directory)
      const error = yield* Effect.flip(open(directory, Effect.void))
      assert.strictEqual(error._tag, "StoreError")
      assert.include(error.message, `in use by the holder (process ${owner.pid} on ${hostname()})`)
      assert.deepStrictEqual(directoryBytes(directory), before)
    }).pipe(Effect.scoped)
  )

  it.live("the lock of a killed process is taken over, and what was durable is there", () =>
    Effect.gen(function* () {
      const directory = yield* temporaryDirectory
      const known = yield* open(
        directory,
        Effect.gen(function* () {
          const bus = yield* EventBus
          return yield* bus.publish({ type: "MovieRequested", movie: "tmdb:13", level: "initial" })
        })
      )
      const owner = yield* holder(directory)
      yield* kill(owner)
      yield* open(
        directory,
        Effect.gen(function* () {
          const store = yield* Store
          const library = yield* Library
          const lock = JSON.parse(readFileSync(join(directory, "library.lock"), "utf8")) as { readonly pid: number }
          assert.strictEqual(lock.pid, process.pid)
          assert.strictEqual(store.opened, 3)
          const [first] = yield* store.read(1, 1)
          assert.strictEqual(first?.event.id, known.id)
          yield* AtRest.use((rest) => rest.wait)
          assert.isDefined(yield* library.find("tmdb:13"))
        })
      )
    }).pipe(Effect.scoped)
  )
})
