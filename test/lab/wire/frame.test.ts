/** What the page decodes is what the server meant. */
import fc from "fast-check"
import { expect, it } from "vitest"
import { type Frame, frameBytes, frameOf, gaugeNames, type Gauges } from "../../../src/lab/wire/frame.ts"
import { runs } from "../../support/runs.ts"

const gauge = fc.option(fc.float({ noNaN: true, noDefaultInfinity: true, min: 0 }), { nil: null })
const gauges = fc
  .array(gauge, { minLength: gaugeNames.length, maxLength: gaugeNames.length })
  .map((values) => Object.fromEntries(gaugeNames.map((name, at) => [name, values[at]])) as unknown as Gauges)
const frames: fc.Arbitrary<Frame> = fc.record({
  sequence: fc.nat(),
  at: fc.maxSafeNat(),
  position: fc.maxSafeNat(),
  gauges,
  counts: fc.uint32Array({ maxLength: 20 }),
  edges: fc.uint16Array({ maxLength: 40 }),
  moves: fc.array(fc.tuple(fc.nat(2 ** 27 - 1), fc.nat(31)), { maxLength: 50 })
})

it("RUN-1: any frame survives the wire, and costs four bytes for each movie that moved", () => {
  fc.assert(
    fc.property(frames, (frame) => {
      const bytes = frameBytes(frame)
      expect(frameOf(bytes)).toEqual(frame)
      expect(frameBytes({ ...frame, moves: [] }).length).toBe(bytes.length - frame.moves.length * 4)
    }),
    { numRuns: runs() }
  )
})

it("half a frame is none", () => {
  const whole = frameBytes({
    sequence: 1,
    at: 2,
    position: 3,
    gauges: Object.fromEntries(gaugeNames.map((name) => [name, null])) as Gauges,
    counts: new Uint32Array(15),
    edges: new Uint16Array(3),
    moves: []
  })
  expect(() => frameOf(whole.subarray(0, 40))).toThrow(RangeError)
})
