import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { movieIdFrom } from "../../../src/domain/identity.ts"
import { TitleIndex, type Titles } from "../../../src/services/search/title-index.ts"
import { runs } from "../../support/runs.ts"

const shelf: ReadonlyArray<Titles> = [
  { titles: ["The Matrix"], year: 1999 },
  { titles: ["The Matrix Reloaded"], year: 2003 },
  { titles: ["Spider-Man"], year: 2002 },
  { titles: ["Amélie", "Le Fabuleux Destin d'Amélie Poulain"], year: 2001 },
  { titles: ["Spirited Away", "千と千尋の神隠し"], year: 2001 },
  { titles: ["Parasite", "기생충"], year: 2019 },
  { titles: ["Ran", "乱"], year: 1985 },
  { titles: ["Брат"], year: 1997 },
  { titles: ["Ёлки"], year: 2010 },
  { titles: ["Z"], year: 1969 },
  { titles: ["The Thing"], year: 1982 },
  { titles: ["The Thing"], year: 2011 },
  { titles: ["Crouching Tiger, Hidden Dragon", "臥虎藏龍"], year: 2000 },
  { titles: ["Alien³"], year: 1992 },
  { titles: ["Fa Yeung Nin Wa", "花樣年華"], year: 2000 },
  { titles: ["A Separation", "جُدایی نادر از سیمین"], year: 2011 }
]

const indexOf = (all: ReadonlyArray<Titles>, order = all.map((_, place) => place)) => {
  const index = new TitleIndex()
  for (const place of order) index.put(movieIdFrom(place + 1), all[place]!)
  return index
}

const index = indexOf(shelf)
const first = (query: string, year?: number) => {
  const [best] = index.search(query, year === undefined ? { limit: 5 } : { limit: 5, year })
  return best === undefined ? undefined : shelf.find((_, place) => movieIdFrom(place + 1) === best.movie)?.titles[0]
}

describe("a search in titles", () => {
  const asked: ReadonlyArray<readonly [query: string, title: string, why: string]> = [
    ["matrix", "The Matrix", "a word"],
    ["the matirx", "The Matrix", "two letters changed places"],
    ["matrx relaoded", "The Matrix Reloaded", "two words misspelled"],
    ["reload", "The Matrix Reloaded", "a beginning"],
    ["spiderman", "Spider-Man", "without its hyphen"],
    ["spider man", "Spider-Man", "in two words"],
    ["amelie", "Amélie", "without its accent"],
    ["fabuleux poulain", "Amélie", "by the original title"],
    ["千尋", "Spirited Away", "a part of a Japanese title"],
    ["神隠し", "Spirited Away", "another part of it"],
    ["기생충", "Parasite", "Korean"],
    ["乱", "Ran", "one character"],
    ["臥虎", "Crouching Tiger, Hidden Dragon", "Chinese"],
    ["年華", "Fa Yeung Nin Wa", "the end of a Chinese title"],
    ["брат", "Брат", "Cyrillic"],
    ["елки", "Ёлки", "Cyrillic without its dots"],
    ["جدایی", "A Separation", "Persian without its points"],
    ["z", "Z", "a single letter"],
    ["alien 3", "Alien³", "a raised number"],
    ["tiger dragon wxyz", "Crouching Tiger, Hidden Dragon", "a word that nobody has"]
  ]
  for (const [query, title, why] of asked) it(`finds ${title} by ${why}`, () => assert.strictEqual(first(query), title))

  it("narrows by year, and finds nothing by nothing", () => {
    const things = index.search("the thing", { limit: 5, year: 1982 })
    assert.deepStrictEqual(
      things.map(({ movie }) => movie),
      [movieIdFrom(11)]
    )
    for (const query of ["", "  ", "!?", "qqqqqqqq"]) assert.deepStrictEqual(index.search(query, { limit: 5 }), [])
  })

  it("the very title goes before those that hold it", () => {
    const many = indexOf([
      { titles: ["Up in the Air"], year: 2009 },
      { titles: ["Up"], year: 2009 }
    ])
    assert.strictEqual(many.search("up", { limit: 2 })[0]?.movie, movieIdFrom(2))
  })
})

const word = fc.constantFrom("red", "house", "river", "night", "nights", "乱", "千尋", "the", "été", "man-made")
const titles = fc
  .array(word, { minLength: 1, maxLength: 4 })
  .map((words): Titles => ({ titles: [words.join(" ")], year: null }))

describe("the order of what is found", () => {
  it("depends on the titles alone: not on the order they came in, nor on what was there before", () => {
    const histories = fc.array(titles, { minLength: 1, maxLength: 25 }).chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray(
          all.map((_, place) => place),
          { minLength: all.length }
        ),
        fc.array(titles, { maxLength: 10 }),
        fc.array(word, { minLength: 1, maxLength: 3 })
      )
    )
    fc.assert(
      fc.property(histories, ([all, order, gone, words]) => {
        const other = indexOf(all, order)
        gone.forEach((each, place) => other.put(movieIdFrom(1_000 + place), each))
        gone.forEach((_, place) => other.remove(movieIdFrom(1_000 + place)))
        const query = words.join(" ")
        assert.deepStrictEqual(other.search(query, { limit: 50 }), indexOf(all).search(query, { limit: 50 }))
      }),
      { numRuns: runs() }
    )
  })
})
