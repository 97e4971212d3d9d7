import { assert, describe, it } from "@effect/vitest"
import { movieIdFrom } from "../../../src/domain/identity.ts"
import { LibraryState } from "../../../src/infra/json-store/library-state.ts"
import { identity, learned } from "./support.ts"

const scattered = (n: number) => movieIdFrom((n * 9_973_577 * 131) % 2 ** 50)

const stateOf = (count: number): LibraryState => {
  const state = new LibraryState()
  for (let n = 0; n < count; n++) {
    const movie = scattered(n)
    state.apply({ movie, identity: identity(n) }, { at: n * 1_000, length: 250 })
    state.apply({ movie, lifecycle: learned(n, "").lifecycle! }, { at: n * 1_000 + 250, length: 100 })
    state.apply({ movie, knowledge: learned(n, "words").knowledge! }, { at: n * 1_000 + 500, length: 400 })
  }
  return state
}

describe("memory", () => {
  it("a dormant movie with three aliases costs typed columns and indexes, at most 350 B, at any size up to 100,000", (test) => {
    const costs = [1_000, 30_000, 60_000, 100_000].map((count) => {
      const state = stateOf(count)
      return Math.round((state.movies.bytes + state.aliases.bytes) / count)
    })
    void test.annotate(`bytes per dormant movie at 1,000, 30,000, 60,000 and 100,000 movies: ${costs.join(", ")}`)
    assert.isBelow(Math.max(...costs), 350)
  })
})
