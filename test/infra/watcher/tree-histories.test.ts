/**
 * Whatever happens to a tree, in any order, with the watcher stopped and started in between: every finished video is told
 * once and whole, none is removed while it only cannot be seen, and a rename keeps what was known (SAFE-2, STORE-1).
 * Seen to fail with: the end of a file not looked at (preallocated files told half-copied), one look at the content in
 * place of two (copies told half-copied), files of a folder that is gone forgotten when the index is read (renamed to
 * themselves).
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import type { Event } from "../../../src/domain/event.ts"
import { dayMs } from "../../../src/domain/time.ts"
import { Store } from "../../../src/services/store.ts"
import { runs } from "../../support/runs.ts"
import { advance } from "../../support/virtual.ts"
import { type TreeAct, treeActs, TreeLife } from "./tree-life.ts"
import { inWatcher, newWorld, pollMs, removalMs, watch, type WatcherWorld } from "./watcher-world.ts"

/** What somebody believes who only reads the journal: the content under each path. */
class Believer {
  readonly contents = new Map<string, string>()
  position = 0

  hear(event: Event, life: TreeLife): void {
    if (event.type === "VideoFileDetected") {
      const content = life.contents.get(event.fingerprint ?? "")
      assert.isDefined(content, `${event.path} was told half-copied`)
      const at = [...this.contents].filter(([, known]) => known === content).map(([path]) => path)
      assert.deepStrictEqual(at, [], `${content} was told again, at ${event.path}`)
      this.contents.set(event.path, content!)
    } else if (event.type === "VideoMoved") {
      assert.isTrue(this.contents.has(event.path), `${event.path} moved, and nobody was told of it`)
      this.contents.set(event.to, this.contents.get(event.path)!)
      this.contents.delete(event.path)
    } else if (event.type === "VideoRemoved") {
      assert.isFalse(life.files.has(event.path), `${event.path} is there, and was told as removed`)
      assert.isTrue(life.isMounted, `${event.path} was told as removed while nothing is mounted`)
      assert.isTrue(this.contents.delete(event.path), `${event.path} was told as removed twice`)
    }
  }
}

const listen = (believer: Believer, life: TreeLife) =>
  Effect.gen(function* () {
    const store = yield* Store
    for (const { event, position } of yield* store.read(believer.position + 1, 100_000)) {
      believer.position = position
      believer.hear(event, life)
    }
  })

/** Lives of the watcher, cut at each restart; the process is killed in between. */
const livesOf = (acts: ReadonlyArray<TreeAct>): ReadonlyArray<ReadonlyArray<TreeAct>> => {
  const lives: Array<Array<TreeAct>> = [[]]
  for (const act of acts) {
    if (act.kind === "restart") lives.push([])
    else lives.at(-1)!.push(act)
  }
  return lives
}

const stepMs = 3_000
const copyStepsMax = 8

/** Time passes. A copy never stands still for as long as a file needs to settle, and does not take for ever. */
const wait = Effect.fnUntraced(function* (life: TreeLife, ms: number) {
  let leftMs = ms
  for (let step = 0; leftMs > stepMs && life.trickle(); step++) {
    if (step === copyStepsMax) life.finishCopies()
    yield* advance(stepMs)
    leftMs -= stepMs
  }
  yield* advance(leftMs)
})

const live = (world: WatcherWorld, life: TreeLife, believer: Believer, acts: ReadonlyArray<TreeAct>) =>
  inWatcher(
    world,
    Effect.gen(function* () {
      yield* watch()
      for (const act of acts) {
        if (act.kind === "wait") yield* wait(life, act.ms)
        else life.act(act)
        yield* listen(believer, life)
      }
    })
  )

describe("histories of a tree", () => {
  it("every finished video is told once, none half-copied, none removed that is there", () =>
    fc.assert(
      fc.asyncProperty(treeActs, async (acts) => {
        const world = newWorld({ lostFew: 1_000, quietMs: 1_000 * dayMs })
        const life = new TreeLife(world.tree)
        const believer = new Believer()
        for (const part of livesOf(acts)) await live(world, life, believer, part)
        life.heal()
        await live(world, life, believer, [
          { kind: "wait", ms: pollMs },
          { kind: "wait", ms: removalMs },
          { kind: "wait", ms: removalMs }
        ])
        const truth = [...life.files].map(([path, { content }]) => `${path}: ${content}`)
        const believed = [...believer.contents].map(([path, content]) => `${path}: ${content}`)
        assert.deepStrictEqual(believed.sort(), truth.sort())
      }),
      { numRuns: runs(60, 400) }
    ))
})
