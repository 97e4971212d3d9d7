import { assert, describe, it } from "@effect/vitest"
import { Audience } from "../../../src/lab/feed/audience.ts"
import type { Whole } from "../../../src/lab/wire/messages.ts"

const whole = (sequence: number) => ({ sequence }) as Whole
const never = new AbortController().signal

const typesOf = (bytes: Buffer): ReadonlyArray<string> =>
  [...bytes.toString().matchAll(/event: (\w+)\ndata: (\S+)/g)].map(([, type, data]) => `${type} ${data}`)

const opened = () => {
  const presence: Array<boolean> = []
  let sequence = 0
  const audience = new Audience(
    () => whole(sequence),
    (isWatched) => presence.push(isWatched),
    2
  )
  const frame = () => audience.frame(++sequence, `f${sequence}`)
  return { audience, frame, presence }
}

describe("who looks at the lab", () => {
  it("gets the whole first, and then the frames in order", async () => {
    const { audience, frame } = opened()
    const seat = audience.enter()!
    frame()
    assert.deepStrictEqual(typesOf(await seat.next(never)), [`whole {"sequence":1}`])
    frame()
    frame()
    assert.deepStrictEqual(typesOf(await seat.next(never)), ["frame f2", "frame f3"])
  })

  it("who takes nothing costs a bounded number of frames, and gets the whole anew (RUN-1)", async () => {
    const { audience, frame } = opened()
    const slow = audience.enter()!
    await slow.next(never)
    for (let count = 0; count < 1_000; count++) frame()
    assert.deepStrictEqual(typesOf(await slow.next(never)), [`whole {"sequence":1000}`])
    assert.strictEqual(audience.counts.skipped, 40)
    frame()
    assert.deepStrictEqual(typesOf(await slow.next(never)), ["frame f1001"])
  })

  it("one who is slow takes nothing from one who is not", async () => {
    const { audience, frame } = opened()
    const [slow, quick] = [audience.enter()!, audience.enter()!]
    await slow.next(never)
    await quick.next(never)
    const seen: Array<string> = []
    for (let count = 0; count < 100; count++) {
      frame()
      seen.push(...typesOf(await quick.next(never)))
    }
    assert.strictEqual(seen.length, 100)
    assert.isTrue(seen.every((each) => each.startsWith("frame")))
  })

  it("frames are asked for while somebody is there, and no longer", () => {
    const { audience, presence } = opened()
    const [one, other] = [audience.enter()!, audience.enter()!]
    assert.isUndefined(audience.enter())
    one.leave()
    one.leave()
    other.leave()
    assert.deepStrictEqual(presence, [true, false])
  })

  it("who waits is let go when the connection ends", async () => {
    const { audience } = opened()
    const seat = audience.enter()!
    await seat.next(never)
    const gone = new AbortController()
    const waiting = seat.next(gone.signal)
    gone.abort()
    assert.strictEqual((await waiting).length, 0)
  })
})
