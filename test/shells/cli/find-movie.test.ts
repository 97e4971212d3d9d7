import { assert, describe, it } from "@effect/vitest"
import type { MovieId } from "../../../src/domain/identity.ts"
import { valueFor } from "../../../src/shells/cli/edit.ts"
import { matching, refOf, type Titled } from "../../../src/shells/cli/find-movie.ts"

const titled = (title: string, year: number, index: number): Titled => ({
  id: `m_000000000${index}` as MovieId,
  title,
  year
})
const movies = [
  titled("Amélie", 2001, 1),
  titled("Alien", 1979, 2),
  titled("Aliens", 1986, 3),
  titled("King Kong", 1933, 4),
  titled("King Kong", 2005, 5),
  titled("Se7en", 1995, 6),
  titled("The Usual Suspects", 1995, 7)
]
const found = (words: string) => matching(words, movies).map(({ title, year }) => `${title} ${year}`)

describe("a movie by what a person types", () => {
  it("is found without its accents and capitals", () => assert.deepStrictEqual(found("AMELIE"), ["Amélie 2001"]))

  it("is the one that is called exactly so, before those that begin so", () =>
    assert.deepStrictEqual(found("alien"), ["Alien 1979"]))

  it("is found by a part of its title", () => assert.deepStrictEqual(found("usual"), ["The Usual Suspects 1995"]))

  it("is several when several are meant, and one when the year is said", () => {
    assert.deepStrictEqual(found("King Kong"), ["King Kong 1933", "King Kong 2005"])
    assert.deepStrictEqual(found("King Kong 2005"), ["King Kong 2005"])
  })

  it("is none when nothing is said", () => assert.deepStrictEqual(found("  "), []))

  it("is meant by an id or an alias, when it is one", () => {
    assert.strictEqual(refOf("tmdb:13"), "tmdb:13")
    assert.strictEqual(refOf("m_0123456789"), "m_0123456789")
    assert.isUndefined(refOf("Mission: Impossible"))
    assert.isUndefined(refOf("tmdb:abc"))
  })
})

describe("the value of an edit", () => {
  it("is a number for a number, a list for a list, and text otherwise", () => {
    assert.strictEqual(valueFor("year", "1994"), 1994)
    assert.isUndefined(valueFor("year", "nineteen"))
    assert.isUndefined(valueFor("year", ""))
    assert.strictEqual(valueFor("title", "1917"), "1917")
    assert.deepStrictEqual(valueFor("genres", "Drama, Comedy,"), ["Drama", "Comedy"])
  })

  it("is none for what a person cannot write", () => assert.isUndefined(valueFor("credits", "Tom Hanks")))
})
