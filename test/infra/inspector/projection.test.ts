import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { defaultProjection, withheld } from "../../../src/infra/inspector/projection.ts"
import { runs } from "../../support/runs.ts"

const { data } = defaultProjection

describe("what an inspector may see (SAFE-5)", () => {
  it("no secret, no path, and none of a person's own words", () => {
    const shown = data({
      type: "EnrichmentFailed",
      message: "asked with Bearer eyJhbGciOiJub25lIn0.e30.signature1 and api_key=0123456789abcdef",
      token: "abc",
      nested: { api_key: "abc", Authorization: "Basic 123" },
      session: "anna's television",
      query: "what I like",
      path: "/home/anna/films/Up.mkv",
      files: ["/home/anna/films/Up.mkv", "C:\\films\\Up.mkv", "file:/films/Up.mkv", "server:plex/12"],
      movie: "tmdb:13",
      level: "deep"
    })
    const text = JSON.stringify(shown)
    for (const secret of ["eyJ", "0123456789abcdef", '"abc"', "Basic 123", "anna", "what I like", "plex/12", "films"])
      assert.notInclude(text, secret)
    assert.deepInclude(shown as object, { movie: "tmdb:13", level: "deep", session: withheld, path: withheld })
  })

  it("is always JSON of bounded size, whatever it was", () => {
    const circle: Record<string, unknown> = {
      call: () => 1,
      big: "x".repeat(1e6),
      wide: Array.from({ length: 1e4 }, () => 1)
    }
    circle["self"] = circle
    assert.isBelow(JSON.stringify(data(circle)).length, 20_000)
    fc.assert(
      fc.property(fc.anything(), (value) => void JSON.stringify(data(value))),
      { numRuns: runs(200) }
    )
  })

  it("passes plain data on as it is", () =>
    fc.assert(
      fc.property(fc.record({ at: fc.integer(), level: fc.constantFrom("deep", null), is: fc.boolean() }), (plain) =>
        assert.deepStrictEqual(data(plain), plain)
      ),
      { numRuns: runs(50) }
    ))
})
