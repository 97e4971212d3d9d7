/** LIFE-10 on the pure machine: a life that is written down and rebuilt at any moment goes on as if nothing had happened. */
import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { isAtLeast } from "../../src/domain/level.ts"
import { type Moment, momentBreaches } from "../../src/machines/invariants.ts"
import { positionOf } from "../../src/machines/lifecycle.ts"
import { stimuli, stimulus } from "../support/arbitraries/machine-stimuli.ts"
import { Life, momentOf, persisted, rebuilt } from "../support/machine-walk.ts"
import { runs } from "../support/runs.ts"

const numRuns = runs()

describe("a movie that is rebuilt from its record", () => {
  it("lives on exactly as the one that never left memory (LIFE-10)", () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(stimulus, fc.boolean()), { maxLength: 30, size: "max" }), (events) => {
        const [steady, restarted] = [new Life(), new Life()]
        for (const [event, restarts] of events) {
          if (restarts && !renews(steady)) restart(restarted)
          const [expected, step] = [steady.live(event), restarted.live(event)]
          assert.deepStrictEqual(step?.facts, expected?.facts)
          assert.deepStrictEqual(essence(restarted), essence(steady))
        }
      }),
      { numRuns }
    ))

  it("gets to what was asked, whatever was in flight (LIFE-3, LIFE-10)", () =>
    fc.assert(
      fc.property(stimuli, fc.nat({ max: 30 }), (events, place) => {
        const life = new Life()
        for (const event of events.slice(0, place)) life.live(event)
        const { wanted } = life.snapshot.context
        const isOpen = !isAtLeast(life.known, wanted)
        restart(life)
        assert.deepStrictEqual(momentBreaches(momentOf(life.snapshot)), [])
        for (const event of events.slice(place)) life.live(event)
        life.settle()
        assert.deepStrictEqual(momentBreaches(momentOf(life.snapshot)), [])
        if (isOpen && place >= events.length) assert.isTrue(isAtLeast(life.known, wanted))
      }),
      { numRuns }
    ))
})

// Helpers

/** A renewal in flight is not in the record: after a restart its deadline calls again, and work starts later than it did. */
const renews = ({ snapshot }: Life) =>
  positionOf(snapshot.value).activity === "enriching" && snapshot.context.task !== "advance"

/** What a supervisor does when the process starts: rebuilds from the record, and resumes what is wanted. */
const restart = (life: Life) => {
  const { attempts, wanted } = life.snapshot.context
  life.snapshot = rebuilt(persisted(life.snapshot))
  assert.strictEqual(life.snapshot.context.attempts, attempts)
  if (life.activity === "resting" && !isAtLeast(life.known, wanted)) {
    const { facts } = life.hear({ type: "EnrichmentRequested", at: life.now, level: wanted })
    assert.deepStrictEqual(facts, [], "what was asked long ago is not asked again")
  }
}

/** What the work is for counts only while there is work. */
const essence = (life: Life): Moment => {
  const moment = momentOf(life.snapshot)
  if (moment.position.activity === "enriching") return moment
  return { ...moment, context: { ...moment.context, task: "advance" } }
}
