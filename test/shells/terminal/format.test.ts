import { assert, describe, it } from "@effect/vitest"
import { dayMs, hourMs, minuteMs } from "../../../src/domain/time.ts"
import {
  bytes,
  counted,
  duration,
  instant,
  instantFrom,
  number,
  percent,
  shown
} from "../../../src/shells/terminal/format.ts"
import { bar, facts, sparkline, table } from "../../../src/shells/terminal/table.ts"

describe("amounts for people", () => {
  it("are in human units", () => {
    assert.deepStrictEqual([0, 358, 999, 1_000, 3_636, 1_234_567].map(bytes), [
      "0 B",
      "358 B",
      "999 B",
      "1.0 kB",
      "3.6 kB",
      "1.2 MB"
    ])
    assert.strictEqual(bytes(-4_400), "-4.4 kB")
    assert.strictEqual(counted(1, "movie"), "1 movie")
    assert.strictEqual(counted(1_234, "movie"), "1,234 movies")
    assert.strictEqual(percent(1, 3), "33.3 %")
    assert.strictEqual(percent(0, 0), "-")
    assert.deepStrictEqual([3, 180.372, 0.012345].map(number), ["3", "180.4", "0.0123"])
  })

  it("tell lengths of time in their two largest units", () => {
    assert.deepStrictEqual(
      [0, 172, 1_234, 5 * minuteMs, 3 * hourMs + 12 * minuteMs, dayMs, 181 * dayMs + 9 * hourMs].map(duration),
      ["0 ms", "172 ms", "1.2 s", "5 min", "3 h 12 min", "1 day", "181 days 9 h"]
    )
  })

  it("tell moments as ISO dates, and how far they are away", () => {
    const at = Date.UTC(2026, 0, 31, 20, 15)
    assert.strictEqual(instant(at), "2026-01-31T20:15:00Z")
    assert.strictEqual(instantFrom(at, at - 3 * dayMs), "2026-01-31T20:15:00Z (in 3 days)")
    assert.strictEqual(instantFrom(at, at + hourMs), "2026-01-31T20:15:00Z (1 h ago)")
  })

  it("keep a terminal from obeying what text from outside says (SAFE-4)", () => {
    const hostile = "Up\u001b[31m\u0007\u202e\n\rred"
    assert.notMatch(shown(hostile), /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
    assert.strictEqual(shown("a".repeat(500), 10), `${"a".repeat(9)}…`)
  })
})

describe("columns", () => {
  it("stand under each other, whatever colours are in them", () => {
    const lines = table(
      [
        ["a", "\u001b[31m100\u001b[39m"],
        ["long", "5"]
      ],
      ["left", "right"]
    )
    assert.deepStrictEqual(
      lines.map((line) => line.replaceAll(/\u001b\[\d+m/g, "")),
      ["a     100", "long    5"]
    )
    assert.deepStrictEqual(
      facts([
        ["a", "1"],
        ["bcd", "2"]
      ]),
      ["  a    1", "  bcd  2"]
    )
  })

  it("plot values from nothing to the largest", () => {
    assert.strictEqual(sparkline([0, 5, 10]), "▁▅█")
    assert.strictEqual(sparkline([0, 0]), "▁▁")
    assert.strictEqual(bar(0.5, 4), "██░░")
    assert.strictEqual(bar(7, 4), "████")
  })
})
