/** The watcher over a real file system: what only a real one has, such as names that are not text, links and long paths. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { VirtualTime } from "../../../src/infra/clocks/virtual-time.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { fileWatcherLayer } from "../../../src/infra/watcher/live-file-watcher.ts"
import type { WatcherSettings } from "../../../src/infra/watcher/settings.ts"
import { FileTree } from "../../../src/infra/watcher/tree/file-tree.ts"
import { treeInPlace } from "../../../src/infra/watcher/tree/node-file-tree.ts"
import { nodeTreeCalls } from "../../../src/infra/watcher/tree/tree-calls.ts"
import { FileWatcher } from "../../../src/services/file-watcher.ts"
import { busWorld } from "../../services/bus/bus-world.ts"
import { advance, inWorld, startMs } from "../../support/virtual.ts"
import { settleMs, told } from "./watcher-world.ts"

const withFolder = async (use: (folder: string) => Promise<void>): Promise<void> => {
  const folder = realpathSync(mkdtempSync(`${tmpdir()}/reelstate-tree-`))
  try {
    await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const put = (path: string, content = path): void => {
  mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true })
  writeFileSync(path, content.repeat(40))
}

/** The calls of Node, but for folders that may not be read: whoever runs this may read everything. */
const callsWithout = (denied: string) => ({
  ...nodeTreeCalls,
  list: (path: string) => {
    if (path === denied) throw Object.assign(new Error("permission denied"), { code: "EACCES" })
    return nodeTreeCalls.list(path)
  }
})

/** Scans one after the other, all over one library, with time in between; what was told, and how the roots were at last. */
const library = (settings: Partial<WatcherSettings> = {}, denied = "") => {
  const [time, disk] = [new VirtualTime(startMs), new MemoryDisk()]
  const layer = fileWatcherLayer({ directory: "/library", settings }).pipe(
    Layer.provide([Layer.succeed(FileTree, treeInPlace(callsWithout(denied))), disk.layer]),
    Layer.provideMerge(busWorld(disk))
  )
  return (...roots: ReadonlyArray<string>) =>
    inWorld(
      layer,
      Effect.gen(function* () {
        const watcher = yield* FileWatcher
        const scanning = yield* Effect.forkChild(watcher.scan(roots))
        yield* advance(settleMs)
        const statuses = yield* Fiber.join(scanning)
        return { told: yield* told, statuses }
      }),
      "real tree",
      time
    )
}

describe("a real file system", () => {
  it("names that are not UTF-8 are named in the notes; the films beside them are told", () =>
    withFolder(async (folder) => {
      put(`${folder}/Up (2009).mkv`)
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/Am`), Buffer.from([0xe9]), Buffer.from("lie.mkv")]), "x")
      put(`${folder}/A real \u{fffd} sign (2001).mkv`)
      const { statuses, told: all } = await library()(folder)
      assert.deepStrictEqual(all.toSorted(), [
        `+ ${folder}/A real \u{fffd} sign (2001).mkv`,
        `+ ${folder}/Up (2009).mkv`
      ])
      assert.match(statuses[0]!.notes.join(), /Am\ufffdlie\.mkv: its name is not UTF-8/)
    }))

  it("links that lead back are not followed, and said; a very long path is a path", () =>
    withFolder(async (folder) => {
      const deep = `${folder}/${Array.from({ length: 12 }, (_, at) => `${at}${"x".repeat(240)}`).join("/")}`
      put(`${deep}/Heat (1995).mkv`)
      symlinkSync(folder, `${deep}/loop`)
      symlinkSync(`${deep}/Heat (1995).mkv`, `${folder}/Heat again.mkv`)
      const { statuses, told: all } = await library()(folder)
      assert.deepStrictEqual(all, [`+ ${deep}/Heat (1995).mkv`])
      assert.strictEqual(statuses[0]!.passedOver, 2)
      assert.match(statuses[0]!.notes.join(), /1 links are not followed/)
    }))

  it("a folder that may not be read is said, and nothing is concluded about what was in it", () =>
    withFolder(async (folder) => {
      put(`${folder}/open/Up (2009).mkv`)
      put(`${folder}/closed/Heat (1995).mkv`)
      const { statuses, told: all } = await library({}, `${folder}/closed`)(folder)
      assert.deepStrictEqual(all, [`+ ${folder}/open/Up (2009).mkv`])
      assert.match(statuses[0]!.notes.join(), /closed \(EACCES\) cannot be read; nothing is concluded/)
    }))

  it("a person's patterns are passed over, names and paths", () =>
    withFolder(async (folder) => {
      for (const path of ["Up (2009).mkv", "raw/a.mkv", "x/raw/b.mkv", "tapes/1999/c.mkv", "tapes/2001/d (2001).mkv"])
        put(`${folder}/${path}`)
      const { told: all } = await library({ ignore: ["raw", "tapes/1999"] })(folder)
      assert.deepStrictEqual(all.toSorted(), [`+ ${folder}/Up (2009).mkv`, `+ ${folder}/tapes/2001/d (2001).mkv`])
    }))

  it("what moved from one root to another is one film, in whichever order they are looked at", () =>
    withFolder(async (folder) => {
      const [a, b] = [`${folder}/a`, `${folder}/b`]
      for (const number of [1, 2, 3]) {
        put(`${a}/Film ${number} (2001).mkv`)
        put(`${b}/Other ${number} (2002).mkv`)
      }
      const scan = library()
      assert.lengthOf((await scan(a, b)).told, 6)
      renameSync(`${a}/Film 1 (2001).mkv`, `${b}/Film 1 (2001).mkv`)
      renameSync(`${b}/Other 1 (2002).mkv`, `${a}/Other 1 (2002).mkv`)
      assert.deepStrictEqual((await scan(a, b)).told.slice(6).toSorted(), [
        `${a}/Film 1 (2001).mkv > ${b}/Film 1 (2001).mkv`,
        `${b}/Other 1 (2002).mkv > ${a}/Other 1 (2002).mkv`
      ])
      assert.lengthOf((await scan(b, a)).told, 8)
    }))
})
