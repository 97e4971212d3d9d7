/** Evidence is positive throughout, or there is no removal (SAFE-2). */
import { assert, describe, it } from "@effect/vitest"
import { evidenceOf, isRemoval, isTooMuch, type RemovalFacts } from "../../../src/infra/watcher/evidence.ts"
import { FileIndex } from "../../../src/infra/watcher/index/file-index.ts"
import type { FileRecord } from "../../../src/infra/watcher/index/records.ts"
import { defaultWatcherSettings as settings } from "../../../src/infra/watcher/settings.ts"

const at = 10_000_000
const index = new FileIndex("/films")
Object.assign(index.root, { device: 7, inode: 1 })

const missing: FileRecord = {
  home: index.root,
  name: "Up.mkv",
  size: 1,
  mtimeMs: 0,
  ctimeMs: 0,
  inode: 5,
  device: 7,
  kind: "film",
  published: "e1-x",
  seenAt: 0,
  missingSince: at - settings.removalAfterMs,
  settling: null
}

const facts: RemovalFacts = {
  at,
  settings,
  isRootThere: true,
  isSameRoot: true,
  siblings: 1,
  loss: { lost: 3, known: 4 },
  isConfirmed: false
}

const removes = (changed: Partial<RemovalFacts>, file: Partial<FileRecord> = {}): boolean =>
  isRemoval(evidenceOf({ ...missing, ...file }, { ...facts, ...changed }))

describe("the evidence of a removal", () => {
  it("is enough when all of it holds", () => assert.isTrue(removes({})))

  const lacking: Readonly<Record<string, readonly [Partial<RemovalFacts>, Partial<FileRecord>]>> = {
    "the root is not there": [{ isRootThere: false }, {}],
    "the root is another one": [{ isSameRoot: false }, {}],
    "the folder is on another device": [{}, { device: 8 }],
    "no other file of the disk is there": [{ siblings: 0 }, {}],
    "it was looked for too soon": [{}, { missingSince: at - settings.removalAfterMs + 1 }],
    "too large a share went at once": [{ loss: { lost: 6, known: 20 } }, {}],
    "too many went at once": [{ loss: { lost: 501, known: 100_000 } }, {}]
  }
  for (const [name, [changed, file]] of Object.entries(lacking)) {
    it(`is not enough when ${name}`, () => assert.isFalse(removes(changed, file)))
  }

  it("needs the root and its folder even when a person has confirmed, and nothing besides", () => {
    assert.isTrue(removes({ isConfirmed: true, siblings: 0, isSameRoot: false, loss: { lost: 9, known: 9 } }))
    assert.isFalse(removes({ isConfirmed: true, isRootThere: false }))
  })

  it("stops at a share or at a count, and lets a few go from a small library", () => {
    assert.isFalse(isTooMuch({ lost: 5, known: 6 }, settings))
    assert.isTrue(isTooMuch({ lost: 6, known: 29 }, settings))
    assert.isFalse(isTooMuch({ lost: 6, known: 30 }, settings))
    assert.isTrue(isTooMuch({ lost: 501, known: 1_000_000 }, settings))
  })
})
