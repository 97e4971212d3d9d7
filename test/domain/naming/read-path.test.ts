import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { readPath } from "../../../src/domain/naming/read-path.ts"
import { namingRules } from "../../../src/domain/naming/rules.ts"
import { runs } from "../../support/runs.ts"
import { adversarialPaths } from "./adversarial.ts"

const piece = fc.constantFrom(
  "The",
  "Matrix",
  "1999",
  "(1999)",
  "[1080p]",
  "S01E02",
  "aka",
  "cd1",
  "-trailer",
  "BDMV",
  "/",
  ".",
  " ",
  "-",
  "_",
  "x264",
  "German",
  "Extended",
  "Cut",
  "{tmdb-603}",
  "Брат",
  "千と",
  "2049",
  "(",
  ")",
  "[",
  "The.",
  ", The",
  ".mkv",
  "Extras/",
  "Season 1/"
)
const path = fc.oneof(
  fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join("")),
  fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(" ")),
  fc.string({ unit: "binary", maxLength: 80 })
)
const unclean = /[\p{Surrogate}\p{Control}\u{61c}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{feff}]/u

/** Words that no rule knows, so that only the form of a name is tested. */
const word = fc.constantFrom("Zarvok", "Mellin", "Quorda", "Bitsel", "Ombrany", "Trellic", "Vasko", "Ündari")
const title = fc.oneof(
  fc.array(word, { minLength: 1, maxLength: 4 }),
  fc.array(fc.constantFrom("Жорка", "Зима", "Окно"), { minLength: 1, maxLength: 3 })
)
const year = fc.integer({ min: 1920, max: 2025 })

/** The ways in which people write one title and year. */
const forms: ReadonlyArray<(words: ReadonlyArray<string>, year: number) => string> = [
  (words, at) => `${words.join(" ")} (${at}).mkv`,
  (words, at) => `${words.join(".")}.${at}.1080p.BluRay.x264-GRP.mkv`,
  (words, at) => `${words.join("_")}_${at}_720p.avi`,
  (words, at) => `[Grp] ${words.join(" ")} [${at}] [BD].mkv`,
  (words, at) => `${words.join(" ")} (${at})/video.mkv`,
  (words, at) => `Films/${words.join(" ")} (${at}) {tmdb-5}/${words.join(".")}.German.1080p.mkv`,
  (words, at) => `${words.join(" ")} (${at})/BDMV/STREAM/00001.m2ts`,
  (words, at) => `${at} - ${words.join(" ")}.mkv`,
  (words, at) => `${at}/${words.join(" ")}.mkv`,
  (words, at) => `${words.join(".")}.EXTENDED.${at}.WEB-DL.mkv`,
  (words, at) => `C:\\Films\\${words.join(" ")} [${at}]\\${words.join(" ")}.cd1.avi`
]

describe("reading a path", () => {
  it("gives one to five readings for whatever it is given, the best first, with reasons and clean titles (SAFE-4)", () => {
    fc.assert(
      fc.property(path, fc.option(path, { nil: undefined }), (text, nfo) => {
        const readings = readPath(text, nfo === undefined ? {} : { nfo })
        assert.isTrue(readings.length >= 1 && readings.length <= 5)
        const scores = readings.map(({ score }) => score)
        assert.deepStrictEqual(
          scores.map((score) => score >= 0 && score <= 1),
          scores.map(() => true)
        )
        assert.isAtLeast(scores[0]!, Math.max(...scores) - 1e-9)
        for (const { title: own, alternativeTitles } of readings) {
          for (const each of [own ?? "", ...alternativeTitles]) assert.notMatch(each, unclean)
        }
        assert.deepStrictEqual(readPath(text, nfo === undefined ? {} : { nfo }), readings)
      }),
      { numRuns: runs() }
    )
  })

  it("finds one title and year in every form that people write them in", () => {
    fc.assert(
      fc.property(title, year, fc.constantFrom(...forms), (words, at, form) => {
        const text = form(words, at)
        const [best] = readPath(text)
        assert.deepStrictEqual([best!.title, best!.year, best!.kind], [words.join(" "), at, "movie"], text)
      }),
      { numRuns: runs() }
    )
  })

  it("reads nothing above the library's root", () => {
    const root = "/data/The Sting (1973)"
    assert.strictEqual(readPath(`${root}/mtrx.mkv`, { root })[0]!.title, "mtrx")
    assert.strictEqual(readPath(`${root}/mtrx.mkv`)[0]!.title, "The Sting")
    assert.strictEqual(readPath("/data/The Sting (1973) more/x1.mkv", { root })[0]!.title, "The Sting")
  })

  it("keeps the second meaning where a name has two", () => {
    const meanings = readPath("Wonder.Woman.1984.1080p.mkv").map(({ title: own, year: at }) => [own, at])
    assert.deepStrictEqual(meanings, [
      ["Wonder Woman", 1984],
      ["Wonder Woman 1984", null]
    ])
  })

  it("takes no more steps than its length and a constant, however the path is made (RUN-1)", () => {
    let most = 0
    for (const text of adversarialPaths()) {
      const meter = { steps: 0 }
      readPath(text, { meter })
      most = Math.max(most, meter.steps)
      assert.isAtMost(meter.steps, text.length + 60_000)
    }
    assert.isAbove(most, 10_000)
  })

  it("every rule says why", () => {
    assert.deepStrictEqual(
      namingRules.filter(({ reason }) => reason.length < 40).map(({ name }) => name),
      []
    )
  })
})
