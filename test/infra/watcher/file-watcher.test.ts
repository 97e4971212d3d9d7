/** The laws of watching, one by one (SAFE-1, SAFE-2): what is told, what is held back, and what the state says of it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Store } from "../../../src/services/store.ts"
import { advance } from "../../support/virtual.ts"
import {
  confirm,
  fileBytes,
  fill,
  film,
  films,
  inWatcher,
  newWorld,
  pollMs,
  removalMs,
  rescan,
  settleMs,
  status,
  told,
  watch
} from "./watcher-world.ts"

describe("the file watcher", () => {
  it("looks at nothing twice: an unchanged rescan lists no folder and reads no file", async () => {
    const world = newWorld()
    await inWatcher(
      world,
      Effect.gen(function* () {
        yield* watch()
        yield* fill(world, 0, 50)
        yield* advance(pollMs)
        const before = { ...world.tree.counts }
        yield* advance(pollMs)
        assert.deepStrictEqual(
          { ...world.tree.counts, stats: 0 },
          { ...before, stats: 0 },
          "only the files' own numbers are looked at"
        )
        assert.strictEqual((yield* told).length, 50)
      })
    )
    const before = { ...world.tree.counts }
    await inWatcher(
      world,
      Effect.gen(function* () {
        const first = yield* watch()
        assert.strictEqual(first.files, 50)
        assert.strictEqual(first.unsettled, 0)
        assert.strictEqual((yield* told).length, 50, "a restart tells nothing again")
      })
    )
    assert.strictEqual(world.tree.counts.lists, before.lists)
    assert.strictEqual(world.tree.counts.reads, before.reads)
  })

  it("a rename is known by its inode: no file is read, and one event is told", async () => {
    const world = newWorld()
    await inWatcher(
      world,
      Effect.gen(function* () {
        yield* watch()
        yield* fill(world, 0, 20)
        const { reads } = world.tree.counts
        world.tree.rename(`${films}/Film 3 (2001)`, `${films}/Three`)
        yield* advance(removalMs)
        assert.deepStrictEqual((yield* told).slice(20), [`${film(3)} > ${films}/Three/Film 3 (2001).mkv`])
        assert.strictEqual(world.tree.counts.reads, reads)
      })
    )
  })

  it("a file that a program preallocates is told when its end is written, and one with notes beside it when they are gone", async () => {
    const world = newWorld()
    const { tree } = world
    await inWatcher(
      world,
      Effect.gen(function* () {
        yield* watch()
        tree.put(film(1), "half;", 20_000, 9_000)
        tree.put(`${film(2)}.aria2`, "notes", 10)
        tree.put(film(2), "whole;", fileBytes)
        tree.put(film(3), "zeros;", fileBytes, 0)
        yield* advance(pollMs)
        assert.deepStrictEqual(yield* told, [])
        assert.strictEqual((yield* status).unfinished, 3)
        tree.grow(film(1), 20_000)
        tree.remove(`${film(2)}.aria2`)
        yield* advance(pollMs)
        assert.deepStrictEqual((yield* told).toSorted(), [`+ ${film(1)}`, `+ ${film(2)}`])
      })
    )
  })

  it("a copy that stands still in the middle is waited for when its own head says how long it must be; a film says how long it runs", async () => {
    const world = newWorld()
    const { tree } = world
    const avi = "RIFF\u00f8\u004d\u0000\u0000AVI LIST"
    // A header with 1,000 units a second and 5,400,000 of them; the same again and again, which are boxes too.
    const mvhd = `\u0000\u0000\u0000\u0028mvhd${"\u0000".repeat(12)}\u0000\u0000\u0003\u00e8\u0000\u0052\u0065\u00c0${"\u0001".repeat(12)}`
    const moov = `\u0000\u0000\u0000\u0030moov${mvhd}`
    await inWatcher(
      world,
      Effect.gen(function* () {
        yield* watch()
        tree.put(film(1), avi, 9_000)
        tree.put(film(2).replace(".mkv", ".mp4"), moov, moov.length)
        yield* advance(pollMs)
        assert.deepStrictEqual(yield* told, [`+ ${film(2).replace(".mkv", ".mp4")}`])
        assert.strictEqual((yield* status).unfinished, 1)
        const [detection] = (yield* (yield* Store).read(1, 100)).map(({ event }) => event)
        assert.deepInclude(detection, { root: films, runtimeSeconds: 5_400, sizeBytes: moov.length })
        tree.grow(film(1), 20_000)
        yield* advance(pollMs)
        assert.deepStrictEqual((yield* told).slice(1), [`+ ${film(1)}`])
      })
    )
  })

  it("the .nfo beside a film goes with it, as much of it as an event may carry", async () => {
    const world = newWorld()
    const { tree } = world
    await inWatcher(
      world,
      Effect.gen(function* () {
        yield* watch()
        tree.put(film(1), "film;", fileBytes)
        tree.put(film(1).replace(".mkv", ".nfo"), "<movie>", 40_000)
        yield* advance(settleMs)
        const [detection] = (yield* (yield* Store).read(1, 100)).map(({ event }) => event)
        assert.strictEqual(detection?.type === "VideoFileDetected" && detection.nfo?.length, 16_000)
      })
    )
  })

  it("samples and trailers are counted and not told; bins, hidden and half-downloaded files are not even looked at", async () => {
    const world = newWorld()
    const { tree } = world
    for (const path of [
      `${films}/Up (2009)/Up (2009).mkv`,
      `${films}/Up (2009)/Sample/up-sample.mkv`,
      `${films}/Up (2009)/Trailers/Up.mkv`,
      `${films}/.hidden/a.mkv`,
      `${films}/@eaDir/a.mkv`,
      `${films}/.Trash-1000/a.mkv`,
      `${films}/_UNPACK_x/a.mkv`,
      `${films}/b.mkv.part`,
      `${films}/c.mkv.!qB`,
      `${films}/lost+found/a.mkv`,
      `${films}/not a film.txt`
    ]) {
      tree.put(path, path, fileBytes)
    }
    await inWatcher(
      world,
      Effect.gen(function* () {
        yield* watch()
        yield* advance(settleMs)
        assert.deepStrictEqual(yield* told, [`+ ${films}/Up (2009)/Up (2009).mkv`])
        const { extras, files, passedOver } = yield* status
        assert.deepStrictEqual({ extras, files, passedOver }, { extras: 2, files: 1, passedOver: 5 })
      })
    )
  })

  it("links are not followed, names that are not text are told and lose no other, twins by case are both told", async () => {
    const world = newWorld()
    const { tree } = world
    tree.put(`${films}/a/Up.mkv`, "up", fileBytes)
    tree.put(`${films}/a/UP.mkv`, "up again", fileBytes)
    tree.put(`${films}/a/bad \u{fffd}.mkv`, "bad", fileBytes)
    tree.link(`${films}/a/loop`)
    await inWatcher(
      world,
      Effect.gen(function* () {
        yield* watch()
        yield* advance(settleMs)
        assert.deepStrictEqual((yield* told).toSorted(), [`+ ${films}/a/UP.mkv`, `+ ${films}/a/Up.mkv`])
        const notes = (yield* status).notes.join("\n")
        assert.match(notes, /bad .*not UTF-8/)
        assert.match(notes, /differs from it only by case/)
        assert.match(notes, /1 links are not followed/)
      })
    )
  })

  it("a folder that cannot be read is unknown, and nothing in it is removed", async () => {
    const world = newWorld()
    await inWatcher(
      world,
      Effect.gen(function* () {
        yield* watch()
        yield* fill(world, 0, 20)
        world.tree.deny(`${films}/Film 3 (2001)`, true)
        yield* rescan
        yield* advance(pollMs + removalMs)
        assert.strictEqual((yield* told).length, 20)
        assert.match((yield* status).notes.join("\n"), /Film 3 .*EACCES.*nothing is concluded/)
      })
    )
  })

  it("every removal says why: each fact with its value and threshold", async () => {
    const world = newWorld()
    await inWatcher(
      world,
      Effect.gen(function* () {
        yield* watch()
        yield* fill(world, 0, 20)
        world.tree.remove(film(4))
        yield* advance(settleMs)
        assert.strictEqual((yield* told).length, 20, "one look is not enough")
        yield* advance(removalMs)
        assert.deepStrictEqual((yield* told).slice(20), [`- ${film(4)}`])
      })
    )
  })

  it("the last file of a root is never removed without a person's word, and never while the root is not there", async () => {
    const world = newWorld()
    const { tree } = world
    await inWatcher(
      world,
      Effect.gen(function* () {
        yield* watch()
        yield* fill(world, 0, 1)
        tree.remove(`${films}/Film 0 (2001)`)
        yield* advance(pollMs)
        assert.match((yield* status).suspicion?.reason ?? "", /confirm/)
        tree.rename(films, "/elsewhere")
        yield* advance(pollMs)
        const refused = yield* Effect.flip(confirm())
        assert.match(refused.message, /no emptied folder/)
        assert.strictEqual((yield* told).length, 1)
        tree.rename("/elsewhere", films)
        yield* confirm()
        assert.deepStrictEqual((yield* told).slice(1), [`- ${film(0)}`])
      })
    )
  })

  it("what was removed and comes back is told anew", async () => {
    const world = newWorld()
    await inWatcher(
      world,
      Effect.gen(function* () {
        yield* watch()
        yield* fill(world, 0, 9)
        world.tree.rename(`${films}/Film 5 (2001)`, "/away")
        yield* advance(pollMs)
        world.tree.rename("/away", `${films}/Film 5 (2001)`)
        yield* advance(settleMs)
        assert.deepStrictEqual((yield* told).slice(9), [`- ${film(5)}`, `+ ${film(5)}`])
      })
    )
  })
})

describe("the health of watching", () => {
  it("too few watches: looked at from time to time, with the reason and the remedy", async () => {
    const world = newWorld()
    world.tree.given = { watchesMax: 10 }
    await inWatcher(
      world,
      Effect.gen(function* () {
        yield* fill(world, 0, 20)
        yield* watch()
        yield* advance(settleMs)
        const { health, reason } = yield* status
        assert.strictEqual(health, "polling")
        assert.match(reason ?? "", /21 folders need a watch each and this system allows 10 .*max_user_watches=64/)
        world.tree.put(film(77), "late", fileBytes)
        yield* advance(10 * settleMs)
        assert.include(yield* told, `+ ${film(77)}`)
      })
    )
  })

  it("watching that breaks is degraded, is tried again ever more seldom, and comes back", async () => {
    const world = newWorld()
    const { tree } = world
    await inWatcher(
      world,
      Effect.gen(function* () {
        yield* watch()
        yield* fill(world, 0, 20)
        assert.strictEqual((yield* status).health, "native")
        tree.watchesMax = 5
        tree.breakWatches("ENOSPC")
        yield* advance(700)
        assert.strictEqual((yield* status).health, "degraded")
        assert.match((yield* status).reason ?? "", /no watches left/)
        const before = tree.counts.watches
        yield* advance(60_000)
        assert.isBelow(tree.counts.watches - before, 7 * 5)
        tree.watchesMax = Infinity
        yield* advance(300_000)
        assert.strictEqual((yield* status).health, "native")
      })
    )
  })
})
