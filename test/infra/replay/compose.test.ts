import { describe, expect, it } from "@effect/vitest"
import type { Schema } from "effect"
import fc from "fast-check"
import { ComposeFault, compose } from "../../../src/infra/replay/compose.ts"
import { matchRule, ruleFrom } from "../../../src/infra/replay/rules.ts"
import { runs } from "../../support/runs.ts"

const nothing = (): Schema.Json => {
  throw new ComposeFault("nothing is filed here")
}

describe("a template", () => {
  it("without placeholders is its own body", () =>
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        fc.pre(!/[{]\w|\$answer|\$each|__proto__/.test(JSON.stringify(json).replaceAll('{"', "")))
        expect(compose(json as Schema.Json, {}, nothing)).toEqual(json)
      }),
      { numRuns: runs(300) }
    ))

  it("takes any value whole, text and all, and never fills it a second time", () =>
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const values = { value: value as Schema.Json, name: "filled twice" }
        expect(compose({ a: "{value}" }, values, nothing)).toEqual({ a: value })
        expect(compose("{text}!", { text: "{name}", name: "filled twice" }, nothing)).toBe("{name}!")
      }),
      { numRuns: runs(100) }
    ))

  it("merges another answer, less what it is told to drop, plus its own", () => {
    const filed: Record<string, Schema.Json> = { "a 13": { id: 13, title: "Up", secret: 1 } }
    const template = { $answer: "a {id}", $without: ["secret", "id"], also: "{id}", title: "Down" }
    expect(compose(template, { id: "13" }, (key) => filed[key]!)).toEqual({ title: "Down", also: "13" })
  })

  it("makes one item for each row, with the columns and what was known outside", () => {
    const template = { $each: "cast", as: ["id", "name"], make: { id: "{id}", as: "{name} in {film}" } }
    const values = {
      film: "Up",
      cast: [
        [1, "Carl"],
        [2, "Russell"]
      ]
    }
    expect(compose(template, values, nothing)).toEqual([
      { id: 1, as: "Carl in Up" },
      { id: 2, as: "Russell in Up" }
    ])
  })

  it("says which value it needs, even one that every object inherits", () => {
    expect(() => compose("{title}", {}, nothing)).toThrow("the template needs a value named title")
    expect(() => compose("{constructor}", {}, nothing)).toThrow("the template needs a value named constructor")
  })

  it("cannot reach the prototype of what it makes", () => {
    const made = compose(JSON.parse('{"__proto__": {"polluted": true}}') as Schema.Json, {}, nothing)
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})

describe("a rule", () => {
  const rule = ruleFrom({ rule: "tmdb /movie/{id}?append_to_response=a,b", compose: {} })

  it("matches its pattern and nothing longer, shorter or beside it", () => {
    expect(matchRule(rule, "tmdb /movie/13?append_to_response=a,b")).toEqual({ id: "13" })
    const others = ["tmdb /movie/?append_to_response=a,b", "tmdb /movie/1/2?append_to_response=a,b"]
    const longer = ["tmdb /movie/13?append_to_response=a,b,c", "x tmdb /movie/13?append_to_response=a,b"]
    expect([...others, ...longer].map((key) => matchRule(rule, key))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined
    ])
  })
})
