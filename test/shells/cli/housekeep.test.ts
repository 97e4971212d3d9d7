import { afterAll, assert, beforeAll, describe, it, vi } from "@effect/vitest"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import type { LabMarker } from "../../../src/lab/lab-directory.ts"
import type { Plan } from "../../../src/services/housekeeping/plan.ts"
import { reelstate } from "./run-command.ts"

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const root = mkdtempSync(`${tmpdir()}/reelstate-housekeep-`)
const library = `${root}/library`
const run = (...args: ReadonlyArray<string>) => reelstate([...args, "--library", library])
const planned = async () => JSON.parse((await run("housekeep", "--json")).stdout) as Plan

/** A library whose age rule acts at once, so that there is something to forget after a few days. */
beforeAll(async () => {
  await run("start", "--days", "4", "--json")
  const marker = JSON.parse(readFileSync(`${library}/lab.json`, "utf8")) as LabMarker
  const thresholds = { ...marker.thresholds, idleDaysMax: 0.01 }
  writeFileSync(`${library}/lab.json`, JSON.stringify({ ...marker, thresholds }))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe("reelstate housekeep (SAFE-3)", () => {
  it("shows a plan, applies exactly that one, once, and takes it back", async () => {
    const { hash, items } = await planned()
    assert.isAbove(items.length, 0)
    const [{ movie, from }] = items as [Plan["items"][number]]

    const applied = await run("housekeep", "--apply", hash)
    assert.strictEqual(applied.code, 0, applied.stderr)
    assert.include(applied.stdout, `${items.length} movie`)
    const why = await run("why", movie)
    assert.include(why.stdout, "downgraded (kept basic) since")
    assert.include(why.stdout, `apply plan ${hash}`)
    assert.include(why.stdout, "threshold 0.01 days")

    const again = await run("housekeep", "--apply", hash)
    assert.strictEqual(again.code, 1)
    assert.include(again.stderr, "applied before")

    const undone = await run("housekeep", "--undo", hash)
    assert.strictEqual(undone.code, 0, undone.stderr)
    assert.match((await run("show", movie)).stdout, new RegExp(`state +${from}`))
  })

  it("refuses a plan that was changed after somebody reviewed it", async () => {
    const { hash } = await planned()
    const file = `${library}/plans/${hash}.json`
    writeFileSync(file, readFileSync(file, "utf8").replace('"rank": 1,', '"rank": 2,'))
    const { code, stderr } = await run("housekeep", "--apply", hash)
    assert.strictEqual(code, 1)
    assert.include(stderr, "was changed after it was made")
  })

  it("refuses to apply and undo at once, and what is no plan", async () => {
    assert.strictEqual((await run("housekeep", "--apply", "../../etc")).code, 1)
    assert.strictEqual((await run("housekeep", "--apply", "a", "--undo", "b")).code, 1)
    const nothing = await run("housekeep", "--undo", "0123456789abcdef")
    assert.include(nothing.stderr, "nothing that could be taken back")
  })
})
