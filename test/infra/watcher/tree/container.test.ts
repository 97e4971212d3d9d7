/** What the head of a video says of the whole, on heads made by hand; and that a head can say anything without harm. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { containerFacts } from "../../../../src/infra/watcher/tree/container.ts"
import { runs } from "../../../support/runs.ts"

const text = (letters: string): Buffer => Buffer.from(letters, "latin1")
const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const u64 = (value: number): Buffer => Buffer.concat([u32(Math.floor(value / 2 ** 32)), u32(value % 2 ** 32)])
const box = (type: string, ...content: ReadonlyArray<Buffer>): Buffer => {
  const body = Buffer.concat(content)
  return Buffer.concat([u32(body.length + 8), text(type), body])
}
const largeBox = (type: string, length: number): Buffer => Buffer.concat([u32(1), text(type), u64(length)])
const mvhd = (scale: number, length: number): Buffer =>
  box("mvhd", u32(0), u32(0), u32(0), u32(scale), u32(length), Buffer.alloc(80))
const mvhdLong = (scale: number, length: number): Buffer =>
  box("mvhd", u32(0x01_00_00_00), u64(0), u64(0), u32(scale), u64(length), Buffer.alloc(80))
const ftyp = box("ftyp", text("isomiso2"))

/** A number of Matroska with eight bytes. */
const vint = (value: number): Buffer => {
  const bytes = u64(value)
  bytes[0] = 1
  return bytes
}
const element = (id: string, ...content: ReadonlyArray<Buffer>): Buffer => {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.from(id, "hex"), vint(body.length), body])
}
const float64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return bytes
}
const info = element("1549a966", element("2ad7b1", Buffer.from("0f4240", "hex")), element("4489", float64(8_520_000)))
const ebml = element("1a45dfa3", element("4282", text("matroska")))
const matroska = element("18538067", info, element("1f43b675", Buffer.alloc(5_000, 7)))

const avi = (length: number): Buffer => {
  const bytes = Buffer.concat([text("RIFF"), u32(0), text("AVI LIST"), Buffer.alloc(length)])
  bytes.writeUInt32LE(bytes.length - 8, 4)
  return bytes
}

/** A file of which so many bytes are there. */
const factsOf = (whole: Buffer, size = whole.length) => {
  const bytes = whole.subarray(0, size)
  return containerFacts((at, length) => bytes.subarray(at, at + length), bytes.subarray(0, 65_536), bytes.length)
}

const wholes: Readonly<Record<string, readonly [Buffer, number | null]>> = {
  "mp4, contents first": [
    Buffer.concat([ftyp, box("moov", mvhd(600, 600 * 8_520)), box("mdat", Buffer.alloc(9_000, 5))]),
    8_520
  ],
  "mp4, contents last": [
    Buffer.concat([ftyp, box("mdat", Buffer.alloc(90_000, 5)), box("moov", mvhdLong(1_000, 8_520_000))]),
    8_520
  ],
  "mov, wide boxes": [
    Buffer.concat([box("wide"), largeBox("mdat", 5_016), Buffer.alloc(5_000, 5), box("moov", mvhd(0, 5))]),
    null
  ],
  mkv: [Buffer.concat([ebml, matroska]), 8_520],
  avi: [avi(4_000), null]
}

describe("what the head of a video says", () => {
  for (const [name, [whole, seconds]] of Object.entries(wholes)) {
    it(`${name}: whole as it is, cut at every earlier place where its head is there`, () => {
      assert.deepStrictEqual(factsOf(whole), { isCut: false, runtimeSeconds: seconds })
      for (let size = Math.min(120, whole.length >> 1); size < whole.length; size += 97) {
        assert.isTrue(factsOf(whole, size).isCut, `${size} of ${whole.length} bytes`)
      }
      assert.isTrue(factsOf(whole, whole.length - 1).isCut)
    })
  }

  it("says nothing where the length was not known to who wrote it, as in a live recording", () => {
    const live = Buffer.concat([ebml, Buffer.from("18538067", "hex"), Buffer.from("01ffffffffffffff", "hex"), info])
    assert.deepStrictEqual(factsOf(live), { isCut: false, runtimeSeconds: 8_520 })
    const toTheEnd = Buffer.concat([ftyp, box("moov", mvhd(1, 60)), u32(0), text("mdat"), Buffer.alloc(500, 3)])
    assert.deepStrictEqual(factsOf(toTheEnd), { isCut: false, runtimeSeconds: 60 })
  })

  it("says nothing of what it does not know, such as a transport stream, a disc image, or a text", () => {
    for (const bytes of [
      Buffer.alloc(500, 0x47),
      Buffer.alloc(500),
      text("a film about boxes, in words"),
      text("short")
    ])
      assert.deepStrictEqual(factsOf(bytes), { isCut: false, runtimeSeconds: null })
  })

  it("reads a bounded number of places, however many parts there seem to be, and never throws", () => {
    const heads = [ftyp, ebml, text("RIFF\u0000\u0000\u0000\u0000AVI "), box("moov", box("free")), box("moov")]
    const anything = fc.tuple(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 2 ** 40 }))
    fc.assert(
      fc.property(anything, ([head, noise, size]) => {
        let reads = 0
        const bytes = Buffer.concat([head, noise])
        const { runtimeSeconds } = containerFacts(
          (at, length) => {
            reads++
            return bytes.subarray(Math.min(at, bytes.length), Math.min(at + length, bytes.length))
          },
          bytes,
          size
        )
        assert.isAtMost(reads, 200)
        assert.isTrue(runtimeSeconds === null || (Number.isInteger(runtimeSeconds) && runtimeSeconds >= 0))
      }),
      { numRuns: runs(500) }
    )
    const many = Buffer.concat([ftyp, ...Array.from({ length: 500 }, () => box("free"))])
    assert.isFalse(factsOf(many).isCut)
  })
})
