/** A library on the real disk in real time, for tests of whole processes. */
import { Effect } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { libraryLayer } from "../../src/shells/library-layer.ts"

const fixtures = join(import.meta.dirname, "../../fixtures/replay")

export const openDirectory = (directory: string, what = "a test") =>
  libraryLayer({ directory, fixtures, latencyScale: 0, what, isVirtual: false })

/** A directory of its own that is gone when the test is over. */
export const temporaryDirectory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "reelstate-e2e-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)
