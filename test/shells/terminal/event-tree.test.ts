import { assert, describe, it } from "@effect/vitest"
import type { EventBody } from "../../../src/domain/event.ts"
import type { MovieId } from "../../../src/domain/identity.ts"
import type { LoggedEvent } from "../../../src/services/store.ts"
import { eventTree } from "../../../src/shells/terminal/event-tree.ts"
import { plain } from "../../../src/shells/terminal/style.ts"

const movie = "m_0000000001" as MovieId
const logged = (position: number, body: EventBody, causedBy: number | null): LoggedEvent => ({
  position,
  event: {
    ...body,
    id: `1-${position}`,
    at: Date.UTC(2026, 0, position),
    causedBy: causedBy === null ? null : `1-${causedBy}`,
    firstCause: "1-1"
  }
})
const created: EventBody = { type: "MovieCreated", movie, aliases: [], title: "Up", year: 2009 }
const daily: EventBody = { type: "HousekeepingRequested", mode: "plan" }
const downgraded: EventBody = {
  type: "MovieDowngraded",
  movie,
  from: "deep",
  kept: "basic",
  imagesOnly: false,
  rule: "not-accessed",
  evidence: [
    { name: "idle", value: 180.37, threshold: 180, unit: "days" },
    { name: "free", value: null, threshold: 5_000, unit: "bytes" }
  ],
  rank: 3,
  bytesFreed: 3_636,
  plan: "p"
}

describe("events as a tree", () => {
  it("stand below what caused them, with their time", () => {
    const lines = eventTree(
      [
        logged(1, { type: "MovieRequested", movie: "tmdb:1", level: "basic" }, null),
        logged(2, created, 1),
        logged(3, { type: "EnrichmentRequested", movie, level: "basic", reason: "MovieRequested" }, 1),
        logged(4, { type: "MovieViewed", movie }, null)
      ],
      plain
    )
    assert.strictEqual(lines.length, 4)
    assert.match(lines[0]!, /^2026-01-01T00:00:00.000Z {2}MovieRequested tmdb:1, wants basic/)
    assert.match(lines[1]!, /└─ MovieCreated "Up" \(2009\) as m_0000000001$/)
    assert.match(lines[2]!, /└─ EnrichmentRequested wants basic, because of MovieRequested$/)
    assert.match(lines[3]!, /Z {2}MovieViewed m_0000000001$/)
  })

  it("tell why a movie was downgraded: rule, inputs against thresholds, rank, bytes", () => {
    const [line = ""] = eventTree([logged(1, downgraded, null)], plain)
    for (const words of [
      "not-accessed",
      "idle 180.4 days (threshold 180 days)",
      "free unknown (threshold 5.0 kB)",
      "rank 3",
      "3.6 kB"
    ]) {
      assert.include(line, words)
    }
  })

  it("are told once when the same came to nothing many times, and apart when something came of it", () => {
    const events = [logged(1, daily, null), logged(2, daily, null), logged(3, daily, null), logged(4, downgraded, 3)]
    const lines = eventTree(events, plain)
    assert.strictEqual(lines.length, 3)
    assert.include(lines[0]!, "2 times until 2026-01-02")
    assert.include(lines[1]!, "HousekeepingRequested plan")
    assert.include(lines[2]!, "└─ MovieDowngraded")
  })

  it("never let a text from outside reach the terminal raw (SAFE-4)", () => {
    const [line = ""] = eventTree([logged(1, { ...created, title: "\u001b[2JUp" }, null)], plain)
    assert.notInclude(line, "\u001b")
  })
})
