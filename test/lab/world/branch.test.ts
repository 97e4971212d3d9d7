import { afterAll, assert, describe, it } from "@effect/vitest"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { fileURLToPath } from "node:url"
import { minuteMs } from "../../../src/domain/time.ts"
import { momentInJournal } from "../../../src/lab/feed/journal-moment.ts"
import { leafOfLifecycle } from "../../../src/lab/feed/leaves.ts"
import { branchLibrary } from "../../../src/lab/world/branch.ts"
import { World, type WorldOptions } from "../../../src/lab/world/world.ts"

const fixtures = fileURLToPath(new URL("../../../fixtures/replay", import.meta.url))
const root = mkdtempSync(`${tmpdir()}/reelstate-branch-`)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const opened = async (given: Partial<WorldOptions>): Promise<World> => {
  const base = {
    directory: `${root}/one`,
    fixtures,
    seed: "1",
    movies: 60,
    actionsPerDay: 4_000,
    skew: 1,
    policy: "founding"
  }
  const rest = { speed: 0, script: [], stopAfterMs: null, onAsked: () => undefined, onOpened: () => undefined } as const
  const world = new World({ ...base, ...rest, ...given }, () => undefined)
  await world.open()
  world.clock.start()
  return world
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise<void>((resume) => void setImmediate(resume))
}

describe("another world from a moment on", () => {
  it("begins where every movie was then, and goes on under its own policy; the first is not touched (SAFE-1)", async () => {
    const first = await opened({ stopAfterMs: 60 * minuteMs })
    await until(() => first.clock.speed === 0)
    const journal = `${root}/one/journal.ndjson`
    const before = readFileSync(journal)
    const position = Math.floor(first.store!.lastPosition() * 0.7)
    const branched = await branchLibrary(`${root}/one`, `${root}/two`, position)
    assert.isAtMost(branched.position, position)
    assert.isAbove(branched.position, position - 100)
    const then = await momentInJournal(journal, { position: branched.position })

    const second = await opened({ directory: `${root}/two`, policy: "hasty", goesOnAt: Math.ceil(branched.at) })
    assert.strictEqual(second.store!.lastPosition(), branched.position)
    assert.deepStrictEqual(second.store!.status().repairs, [])
    for (const { id, lifecycle } of second.store!.all())
      assert.strictEqual(leafOfLifecycle(lifecycle), then.leaves.get(id))
    assert.strictEqual(second.knobs.thresholds.idleDaysMax, 30)
    second.clock.set(null)
    await until(() => second.store!.lastPosition() > branched.position + 50)
    assert.strictEqual(second.store!.status().movies, first.store!.status().movies)
    await second.close()
    assert.isTrue(readFileSync(journal).equals(before))
    await first.close()
  })
})
