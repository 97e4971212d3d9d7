/** Does the suite reach what it judges? Every position of the chart and every transition, measured against its configuration. */
import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { isAtLeast, knownLevel, rankOf } from "../../src/domain/level.ts"
import type { Lifecycle } from "../../src/domain/movie.ts"
import { stepBreaches } from "../../src/machines/invariants.ts"
import { defaultMovieSettings } from "../../src/machines/movie-context.ts"
import { lifecycle } from "../support/arbitraries/lifecycles.ts"
import { demandAtOnce, stimuli, stimulus } from "../support/arbitraries/machine-stimuli.ts"
import { allPositions, allTransitions, takenBy, transitionCount } from "../support/machine-chart.ts"
import { Life, rebuilt } from "../support/machine-walk.ts"
import { runs } from "../support/runs.ts"

/** The five states are alike, and some of what all have can never happen in one of them. */
const impossible: ReadonlyArray<readonly [why: string, transition: RegExp]> = [
  [
    "initial knows nothing that could be filled, renewed, forgotten or dropped",
    /^initial\.resting .*\[(?:asksForGap|knowsSomething|mayDropImages|mayDowngrade|isOutdated|isOutdatedAndMissed|hasGapDueAndIsRecent)\]/
  ],
  [
    "what is at work in initial is always an advance",
    /^initial\.enriching xstate\.done\.actor\.enrich(?: \[needsMore\])? ->/
  ],
  ["initial holds nothing whose time could end", /^initial\.waiting DeadlineReached \[isExpired/],
  ["only deep has large images", /^(?:basic|medium|downgraded)\.resting HousekeepingRequested \[mayDropImages\]/],
  ["nobody can ask for more than deep", /^deep\..*\[(?:asksMore|asksAgain|needsMore)\]/],
  ["above deep there is nothing to climb on to", /^medium\.enriching .*\[climbsOn\]/],
  ["initial is never lowered, so nothing leads back to it", /^downgraded\.resting HousekeepingUndone .* -> initial/]
]

const isImpossible = (transition: string) => impossible.some(([, pattern]) => pattern.test(transition))

/** A record, what it was before it was lowered, and what happens to it. */
const lived = fc.tuple(
  lifecycle,
  lifecycle,
  fc
    .tuple(fc.option(demandAtOnce), fc.array(stimulus, { minLength: 2, maxLength: 8, size: "max" }))
    .map(([first, rest]) => (first === null ? rest : [first, ...rest]))
)

/** The same lives every time, so that what is reached does not hang on luck. */
const sampledLives = fc.sample(lived, { numRuns: 20_000, seed: 5 })

describe("the chart of a movie's life", () => {
  it("is reached in every position and by every transition, but for those that cannot be", () => {
    const taken = new Set<string>()
    const positions = new Set<string>()
    const possible = [...allTransitions].filter((transition) => !isImpossible(transition))
    const reached = () => possible.filter((transition) => taken.has(transition)).length
    for (const [record, before, events] of sampledLives) {
      if (reached() === possible.length && positions.size >= allPositions.size) break
      const life = new Life(rebuilt(record))
      if (couldHaveBeen(before, record)) life.before = before
      for (const event of events) {
        const { state, activity } = livePosition(life)
        positions.add(`${state}.${activity}`)
        const heard = life.eventFor(event)
        if (heard === undefined) continue
        for (const transition of takenBy(life.snapshot, heard)) taken.add(transition)
        life.hear(heard)
      }
    }
    console.log(
      `positions reached: ${positions.size} of ${allPositions.size}; transitions reached: ${reached()} of ` +
        `${possible.length}, and ${transitionCount - possible.length} more that cannot be taken were not`
    )
    assert.strictEqual(allTransitions.size, transitionCount, "two transitions bear one name")
    assert.deepStrictEqual(
      [...allPositions].filter((position) => !positions.has(position)),
      []
    )
    assert.deepStrictEqual(
      possible.filter((transition) => !taken.has(transition)),
      [],
      "never taken"
    )
    assert.deepStrictEqual([...taken].filter(isImpossible), [], "taken, and said to be impossible")
  })

  it("keeps its promises from any record on, not only from birth (LIFE-1, LIFE-2, LIFE-3, LIFE-5, LIFE-6)", () =>
    fc.assert(
      fc.property(lifecycle, stimuli, (record, events) => {
        const life = new Life(rebuilt(record))
        resume(life)
        for (const event of events) {
          const heard = life.eventFor(event)
          if (heard === undefined) continue
          assert.deepStrictEqual(takenBy(life.snapshot, heard).filter(isImpossible), [])
          assert.deepStrictEqual(stepBreaches(life.hear(heard), defaultMovieSettings), [])
        }
      }),
      { numRuns: runs() }
    ))
})

// Helpers

const couldHaveBeen = (before: Lifecycle, { state, kept }: Lifecycle) =>
  state === "downgraded" && rankOf(knownLevel(before.state, before.kept)) > rankOf(knownLevel(state, kept))

const livePosition = ({ snapshot }: Life) => {
  const [[state, activity]] = Object.entries(snapshot.value) as [[string, string]]
  return { state, activity }
}

/** A record with unfinished work rests until somebody resumes it; the supervisor does so before anything else. */
const resume = (life: Life) => {
  const { wanted } = life.snapshot.context
  if (life.activity !== "resting" || isAtLeast(life.known, wanted)) return
  life.hear({ type: "EnrichmentRequested", at: life.now, level: wanted })
}
