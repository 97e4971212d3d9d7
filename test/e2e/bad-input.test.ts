/** Every piece of bad input on the list: refused or cleaned, in the words of the page that tells of it (SAFE-4). */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { badInputs, badInputsPage } from "../support/bad-input/bad-inputs-page.ts"

for (const { heading, inputs } of badInputs) {
  describe(`SAFE-4: ${heading}`, () => {
    for (const { becomes, given, outcome } of inputs) {
      it.effect(`${given}: ${becomes.slice(0, 80)}`, () =>
        Effect.gen(function* () {
          assert.strictEqual(yield* outcome, becomes)
          assert.notProperty({}, "tagline")
          assert.notProperty({}, "title")
        })
      )
    }
  })
}

it("the page about bad input is the list that is tested: else run `node scripts/bad-input.ts`", () => {
  assert.strictEqual(readFileSync("docs/bad-input.md", "utf8"), badInputsPage())
})
