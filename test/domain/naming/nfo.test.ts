import { assert, describe, it } from "vitest"
import { readNfo } from "../../../src/domain/naming/nfo.ts"

const facts = (nfo: string) => {
  const { ids, title, year, isEpisode } = readNfo(nfo)
  return [ids.tmdb, ids.imdb, title, year, isEpisode]
}

describe("the .nfo beside a video", () => {
  it("names the film by the elements of its root, not by those of people or collections inside", () => {
    const nfo = `<?xml version="1.0"?><!-- made by a tool --><movie><title>Heat &amp; Dust</title><year>1983</year>
      <set><name>S</name><tmdbid>11</tmdbid></set><actor><name>A</name><tmdbid>12</tmdbid></actor><thumb/>
      <uniqueid type="tmdb">13</uniqueid><uniqueid default="true" type='imdb'>tt0084058</uniqueid></movie>`
    assert.deepStrictEqual(facts(nfo), [13, "tt0084058", "Heat & Dust", 1983, false])
  })

  it("or by an address in plain text, when there is only one film in it", () => {
    assert.deepStrictEqual(facts("http://www.imdb.com/title/tt0084058/ enjoy"), [null, "tt0084058", null, null, false])
    assert.deepStrictEqual(facts("https://www.themoviedb.org/movie/13-heat"), [13, null, null, null, false])
    assert.deepStrictEqual(facts("imdb.com/title/tt0084058 imdb.com/title/tt0084059"), [null, null, null, null, false])
  })

  it("of an episode it gives no film", () => {
    assert.deepStrictEqual(
      facts("<episodedetails><title>Pilot</title><uniqueid type='tmdb'>5</uniqueid></episodedetails>"),
      [null, null, "Pilot", null, true]
    )
  })

  it("says nothing of what it does not understand: torn, empty, hostile", () => {
    for (const nfo of [
      "",
      "<",
      "<movie",
      "<movie><title>",
      "</a></b>",
      "<movie><year>abc</year><tmdbid>-1</tmdbid></movie>",
      "<".repeat(70_000),
      "<a>".repeat(30_000)
    ]) {
      assert.deepStrictEqual(facts(nfo), [null, null, null, null, false], nfo.slice(0, 40))
    }
  })

  it("cleans the title (SAFE-4)", () => {
    assert.strictEqual(readNfo("<movie><title>He\u202eat\0</title></movie>").title, "Heat")
  })
})
