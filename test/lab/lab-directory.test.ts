import { afterEach, assert, beforeEach, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { NodeDisk } from "../../src/infra/disk/node-disk.ts"
import { lockLibrary } from "../../src/infra/json-store/library-lock.ts"
import { prepareLabDirectory, readMarker, sealLabDirectory } from "../../src/lab/lab-directory.ts"
import { labThresholds } from "../../src/lab/lab-library.ts"

const marker = { seed: "1", thresholds: labThresholds }
let root = ""
let directory = ""

beforeEach(() => {
  root = mkdtempSync(`${tmpdir()}/reelstate-lab-`)
  directory = `${root}/lab`
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const refusal = Effect.gen(function* () {
  const exit = yield* Effect.exit(prepareLabDirectory(directory, marker))
  return Exit.isFailure(exit) ? String(exit.cause) : "allowed"
})

describe("the directory of the lab (SAFE-1)", () => {
  it.effect("is made when absent, and marked before anything is in it", () =>
    Effect.gen(function* () {
      yield* prepareLabDirectory(directory, marker)
      assert.deepStrictEqual(readdirSync(directory), ["lab.json"])
      assert.strictEqual(readMarker(directory)?.endedAt, null)
      yield* sealLabDirectory(directory, { ...marker, endedAt: 5 })
      assert.strictEqual(readMarker(directory)?.endedAt, 5)
    })
  )

  it.effect("is emptied when an earlier run made it", () =>
    Effect.gen(function* () {
      yield* prepareLabDirectory(directory, marker)
      writeFileSync(`${directory}/journal.ndjson`, "old")
      mkdirSync(`${directory}/images`)
      yield* prepareLabDirectory(directory, marker)
      assert.deepStrictEqual(readdirSync(directory), ["lab.json"])
    })
  )

  it.effect("is never touched when a run did not make it", () =>
    Effect.gen(function* () {
      mkdirSync(directory)
      writeFileSync(`${directory}/journal.ndjson`, "precious")
      assert.include(yield* refusal, "not made by")
      assert.deepStrictEqual(readdirSync(directory), ["journal.ndjson"])
    })
  )

  it.effect("is never touched when it holds more than a library", () =>
    Effect.gen(function* () {
      yield* prepareLabDirectory(directory, marker)
      writeFileSync(`${directory}/film.mkv`, "precious")
      assert.include(yield* refusal, "film.mkv")
      assert.isTrue(existsSync(`${directory}/film.mkv`))
    })
  )

  it.effect("is never touched when it is a link to another directory", () =>
    Effect.gen(function* () {
      const elsewhere = `${root}/elsewhere`
      mkdirSync(elsewhere)
      writeFileSync(`${elsewhere}/lab.json`, JSON.stringify({ madeBy: "reelstate start" }))
      symlinkSync(elsewhere, directory)
      assert.include(yield* refusal, "not a directory")
      assert.isTrue(existsSync(`${elsewhere}/lab.json`))
    })
  )

  it.effect("is never emptied under a process that uses it (STORE-4)", () =>
    Effect.gen(function* () {
      yield* prepareLabDirectory(directory, marker)
      writeFileSync(`${directory}/journal.ndjson`, "in use")
      yield* lockLibrary(directory, `${directory}/library.lock`, "somebody").pipe(Effect.provide(NodeDisk.layer))
      assert.include(yield* refusal, "in use by somebody")
      assert.isTrue(existsSync(`${directory}/journal.ndjson`))
    })
  )
})
