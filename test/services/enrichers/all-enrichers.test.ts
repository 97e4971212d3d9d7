import { assert, describe, it } from "@effect/vitest"
import { allPieces } from "../../../src/domain/pieces.ts"
import { rankOf } from "../../../src/domain/level.ts"
import { allEnrichers } from "../../../src/services/enrichers/all-enrichers.ts"

describe("the list of enrichers", () => {
  it("LIFE-1: has one enricher for each piece of knowledge, in the order in which levels are reached", () => {
    assert.deepStrictEqual(
      allEnrichers.map(({ name }) => name),
      allPieces.map(({ name }) => name)
    )
    const ranks = allEnrichers.map(({ level }) => rankOf(level))
    assert.deepStrictEqual(
      ranks,
      ranks.toSorted((a, b) => a - b)
    )
  })

  it("names the ids before what is found by them", () => {
    const position = (name: string) => allEnrichers.findIndex((enricher) => enricher.name === name)
    for (const enricher of allEnrichers.filter(({ needs }) => needs.includes("wikidata"))) {
      assert.isAbove(position(enricher.name), position("external-ids"))
    }
  })
})
