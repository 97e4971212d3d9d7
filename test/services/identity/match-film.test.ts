import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { aliasOf } from "../../../src/domain/identity.ts"
import { evidenceOfPath } from "../../../src/services/identity/evidence-of-path.ts"
import { marginMin, matchFilm } from "../../../src/services/identity/match-film.ts"
import { type FilmCandidate, scoreFilm } from "../../../src/services/identity/score-film.ts"
import { runs } from "../../support/runs.ts"

const title = fc.constantFrom(
  "Solaris",
  "Solaris 2",
  "Sunshine",
  "Солярис",
  "The Solaris",
  "Solar Crisis",
  "Ran",
  "Chaos"
)
const year = fc.integer({ min: 1970, max: 1975 })
const film = fc.record({
  title,
  originalTitle: fc.option(title, { nil: undefined }),
  alternativeTitles: fc.array(title, { maxLength: 2 }),
  year: fc.option(year, { nil: undefined }),
  runtimeMinutes: fc.option(fc.constantFrom(90, 120, 165), { nil: undefined })
})
const films = fc
  .array(film, { maxLength: 8 })
  .map((list) => list.map((one, at): FilmCandidate => ({ ...one, ref: aliasOf("tmdb", at + 1) })))
const reading = fc.record({ title, year: fc.option(year) })
const evidence = fc.record({
  readings: fc.array(reading, { minLength: 1, maxLength: 3 }),
  runtimeMinutes: fc.option(fc.constantFrom(90, 120, 165))
})

describe("which film is meant", () => {
  it("an id beats everything else", () => {
    fc.assert(
      fc.property(evidence, films, fc.nat(), (known, list, at) => {
        if (list.length === 0) return
        const named = list[at % list.length]!
        const { winner, scores } = matchFilm({ ...known, aliases: [named.ref] }, list)
        assert.strictEqual(winner, named)
        assert.strictEqual(scores.find(({ candidate }) => candidate === named)?.score, 1)
      }),
      { numRuns: runs() }
    )
  })

  it("the very title with the very year scores above every other", () => {
    fc.assert(
      fc.property(title, year, films, (wanted, in_, list) => {
        const exact: FilmCandidate = { ref: aliasOf("tmdb", 99), title: wanted, year: in_ }
        const sought = { readings: [{ title: wanted, year: in_ }] }
        const best = scoreFilm(sought, exact).score
        const isExact = ({ title: own, originalTitle, alternativeTitles = [], year: at }: FilmCandidate) =>
          at === in_ && [own, originalTitle, ...alternativeTitles].includes(wanted)
        for (const other of list.filter((one) => !isExact(one))) assert.isAbove(best, scoreFilm(sought, other).score)
        if (!list.some(isExact)) {
          const { winner, scores } = matchFilm(sought, [...list, exact])
          assert.strictEqual(scores[0]?.candidate, exact)
          // Another spelling of the title in the same year is the one thing that makes it doubtful.
          const rival = scores[1]
          if (rival === undefined || rival.score <= best - marginMin) assert.strictEqual(winner, exact)
        }
      }),
      { numRuns: runs() }
    )
  })

  it("a winner leads by the margin, or its running time alone agrees; and two witnesses stand for it", () => {
    fc.assert(
      fc.property(evidence, films, (known, list) => {
        const { winner, scores } = matchFilm(known, list)
        if (winner === undefined) return
        const own = scores.find(({ candidate }) => candidate === winner)!
        const others = scores.filter(({ candidate }) => candidate !== winner)
        const close = others.filter(({ score }) => score > scores[0]!.score - marginMin)
        if (close.length > 0)
          assert.isTrue(own.runtime === "agrees" && close.every(({ runtime }) => runtime === "differs"))
        assert.notStrictEqual(own.runtime, "differs")
        assert.isAtLeast(own.titleLikeness, 0.9)
        assert.isTrue(own.yearsApart === undefined ? own.runtime === "agrees" : own.yearsApart <= 1)
      }),
      { numRuns: runs() }
    )
  })

  it("a candidate that is clearly worse changes nothing, and one that is worse never wins", () => {
    fc.assert(
      fc.property(evidence, films, film, (known, list, more) => {
        const added: FilmCandidate = { ...more, ref: aliasOf("tmdb", 77) }
        const before = matchFilm(known, list)
        if (before.winner === undefined) return
        const best = before.scores[0]!.score
        const { score } = scoreFilm(known, added)
        const after = matchFilm(known, [...list, added])
        if (score <= best - marginMin) assert.strictEqual(after.winner, before.winner)
        if (score < scoreFilm(known, before.winner).score) assert.notStrictEqual(after.winner, added)
      }),
      { numRuns: runs() }
    )
  })

  it("does not depend on the order of the candidates", () => {
    fc.assert(
      fc.property(evidence, films, (known, list) => {
        assert.strictEqual(matchFilm(known, list).winner, matchFilm(known, list.toReversed()).winner)
      }),
      { numRuns: runs() }
    )
  })

  it("a title alone is one witness: nobody guesses, unless the running time agrees", () => {
    const ran: FilmCandidate = { ref: "tmdb:1", title: "Ran", year: 1985, runtimeMinutes: 162 }
    const sought = { readings: [{ title: "Ran", year: null }] }
    assert.isUndefined(matchFilm(sought, [ran]).winner)
    assert.strictEqual(matchFilm({ ...sought, runtimeMinutes: 160 }, [ran]).winner, ran)
    assert.isUndefined(matchFilm({ readings: [{ title: "Ran", year: 1985 }], runtimeMinutes: 45 }, [ran]).winner)
  })

  it("of two films of one title and year the running time decides", () => {
    const [short, long]: ReadonlyArray<FilmCandidate> = [
      { ref: "tmdb:1", title: "Pinocchio", year: 2022, runtimeMinutes: 70 },
      { ref: "tmdb:2", title: "Pinocchio", year: 2022, runtimeMinutes: 117 }
    ]
    const sought = { readings: [{ title: "Pinocchio", year: 2022 }] }
    assert.isUndefined(matchFilm(sought, [short!, long!]).winner)
    assert.strictEqual(matchFilm({ ...sought, runtimeMinutes: 116 }, [short!, long!]).winner, long)
  })

  it("a path that can be read in two ways asks, and its folder settles it", () => {
    const both: ReadonlyArray<FilmCandidate> = [
      { ref: "tmdb:1", title: "Wonder Woman", year: 2017 },
      { ref: "tmdb:2", title: "Wonder Woman 1984", year: 2020 }
    ]
    assert.isUndefined(matchFilm(evidenceOfPath("Wonder.Woman.1984.1080p.mkv"), both).winner)
    const settled = evidenceOfPath("Wonder Woman 1984 (2020)/Wonder.Woman.1984.1080p.mkv")
    assert.strictEqual(matchFilm(settled, both).winner, both[1])
  })
})
