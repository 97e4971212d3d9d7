import { assert, describe, it } from "@effect/vitest"
import { movieIdFrom } from "../../../../src/domain/identity.ts"
import { diskShort } from "../../../../src/services/housekeeping/disk-short.ts"
import { planHousekeeping } from "../../../../src/services/housekeeping/plan.ts"
import { policyNames } from "../../../../src/services/housekeeping/policies/all-policies.ts"
import { policyRule } from "../../../../src/services/housekeeping/policies/policy-rule.ts"
import { defaultThresholds } from "../../../../src/services/housekeeping/thresholds.ts"
import { columnsOf, now, worldOf } from "../../../support/columns.ts"

const options = { moviesMax: 8, capacityBytes: 2_000_000, usualBytes: 500_000, usualCostMs: 900 }
const thresholds = { ...defaultThresholds, imageBytesMax: 1_800_000, imageBytesAim: 1_400_000 }
const library = [1, 2, 3, 4].map((number) => columnsOf({ number }))
/** 600,000 bytes too many: two movies of 500,000. */
const world = worldOf({ heldBytes: 2_000_000 })

const heard = (name: (typeof policyNames)[number], uses: ReadonlyArray<number>) => {
  const rule = policyRule(name, options)
  const use = { kind: "view", viewed: false, repeated: false } as const
  for (const [index, number] of uses.entries()) {
    rule.record!(movieIdFrom(number), { ...use, at: now - 1_000 + index })
  }
  return rule
}

describe("a policy as a rule", () => {
  it("lets go in the policy's order, no more than is needed, in a plan of the Housekeeper (SAFE-3)", () => {
    const plan = (name: "lru" | "lfu") =>
      planHousekeeping(library, world, { thresholds, rules: [heard(name, [2, 2, 2, 1, 1, 3, 4])] })
    const moviesOf = (name: "lru" | "lfu") => plan(name).items.map(({ movie }) => movie)
    assert.deepStrictEqual(moviesOf("lru"), [movieIdFrom(2), movieIdFrom(1)])
    assert.deepStrictEqual(moviesOf("lfu"), [movieIdFrom(3), movieIdFrom(4)])
    const [first] = plan("lru").items
    assert.deepInclude(first!.evidence, { name: "place by lru", value: 0, threshold: null, unit: "rank" })
    assert.isTrue(first!.imagesOnly)
  })

  it("never takes a movie that it never heard of, and leaves it to the rule behind it (LIFE-5)", () => {
    const alone = planHousekeeping(library, world, { thresholds, rules: [heard("gdsf", [3])] })
    assert.deepStrictEqual(
      alone.items.map(({ movie }) => movie),
      [movieIdFrom(3)]
    )
    assert.strictEqual(alone.skipped["unknown"], 3)
    const both = planHousekeeping(library, world, { thresholds, rules: [heard("gdsf", [3]), diskShort] })
    assert.strictEqual(both.items.length, 2)
  })

  it("takes nothing while there is room, and remembers no more than its bound", () => {
    const uses = Array.from({ length: 20 }, (_, index) => index + 1)
    for (const name of policyNames) {
      const rules = [heard(name, uses)]
      assert.isEmpty(planHousekeeping(library, worldOf({ heldBytes: 1_000_000 }), { thresholds, rules }).items)
      const late = [columnsOf({ number: 20 })]
      assert.isEmpty(planHousekeeping(late, world, { thresholds, rules }).items)
    }
  })

  it("makes the same plan when it is asked again, whatever the policy: asking changes nothing", () => {
    for (const name of policyNames) {
      const rules = [heard(name, [1, 2, 3, 4, 2, 1, 2])]
      const ask = () => planHousekeeping(library, { ...world }, { thresholds, rules }).hash
      assert.strictEqual(ask(), ask(), name)
    }
  })
})
