import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { calendarDate, cleanLine, cleanParagraphs, comparableTitle, imagePath } from "../../src/domain/text.ts"
import { runs } from "../support/runs.ts"

/** Text as an attacker or a broken encoder makes it: any code unit, with the troublesome ones often. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.constantFrom(
        "\0",
        "\u202e",
        "\u2066",
        "\u200f",
        "\u200b",
        "\ufeff",
        "\u{e0041}",
        "\ud800",
        "\r\n",
        "\u2028",
        "\u0085",
        "\t"
      ),
      fc.constantFrom("e\u0301", "\u212b", "\u{1f468}\u200d\u{1f469}", "Amélie", "  ", "\n\n\n"),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit))
    ),
    { maxLength: 40 }
  )
  .map((parts) => parts.join(""))

const forbidden =
  /[\p{Surrogate}[\p{Control}--\n]\u{61c}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{feff}]/v
const cleaners = [cleanLine, cleanParagraphs] as const

describe("SAFE-4: text from outside", () => {
  it("holds no control, bidirectional or invisible characters, and is no longer than allowed", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 60 }), fc.constantFrom(...cleaners), (dirty, lengthMax, clean) => {
        const text = clean(dirty, lengthMax)
        if (text === undefined) return
        assert.notMatch(text, forbidden)
        assert.isAtMost(Array.from(text).length, lengthMax)
        assert.isAbove(text.length, 0)
        assert.strictEqual(text, text.trim())
      }),
      { numRuns: runs() }
    )
  })

  it("is not changed by being cleaned again", () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 60 }), fc.constantFrom(...cleaners), (dirty, lengthMax, clean) => {
        const once = clean(dirty, lengthMax)
        if (once !== undefined) assert.strictEqual(clean(once, lengthMax), once)
      }),
      { numRuns: runs() }
    )
  })

  it("keeps what people write: accents, other scripts, joined emoji, and in long text the paragraphs", () => {
    assert.strictEqual(cleanLine("Le Fabuleux Destin d'Ame\u0301lie", 100), "Le Fabuleux Destin d'Amélie")
    assert.strictEqual(cleanLine("千と千尋の神隠し", 100), "千と千尋の神隠し")
    assert.strictEqual(cleanLine("می\u200cخواهم", 100), "می\u200cخواهم")
    assert.strictEqual(cleanLine("a\nb\t c\u0085d\re", 100), "a b c d e")
    assert.strictEqual(cleanParagraphs("One.\r\n\r\n\r\n\r\nTwo.\nThree. ", 100), "One.\n\nTwo.\nThree.")
  })

  it("a megabyte of title is cut, and a title of nothing is none", () => {
    assert.strictEqual(cleanLine("x".repeat(1_000_000), 500)?.length, 500)
    assert.strictEqual(cleanLine("\u{1f600}".repeat(1_000), 3), "\u{1f600}\u{1f600}\u{1f600}")
    assert.isUndefined(cleanLine(" \0\u202e\n ", 500))
  })

  it("an image path is one name of a known kind, or nothing", () => {
    assert.strictEqual(imagePath("/aB-9_x.jpg"), "/aB-9_x.jpg")
    for (const path of [
      "a.jpg",
      "/a.exe",
      "/../a.jpg",
      "/a/b.jpg",
      "/a.jpg?x",
      "//host/a.jpg",
      "/a.jpg\n",
      "/a b.png",
      "/.svg"
    ]) {
      assert.isUndefined(imagePath(path), path)
    }
  })

  it("a date is a day that exists, or nothing", () => {
    assert.strictEqual(calendarDate("2000-02-29"), "2000-02-29")
    for (const date of [
      "1900-02-29",
      "2001-02-29",
      "1994-13-01",
      "1994-00-10",
      "1994-04-31",
      "1994-6-23",
      "0000-00-00",
      "1994-06-23T00:00",
      "9999-01-01",
      "-999999999"
    ]) {
      assert.isUndefined(calendarDate(date), date)
    }
  })
})

describe("titles", () => {
  it("compare without case, accents and punctuation", () => {
    assert.strictEqual(comparableTitle("Amélie!"), comparableTitle("AMELIE"))
    assert.strictEqual(comparableTitle("Tom & Jerry's: Day"), "tom and jerrys day")
    assert.notStrictEqual(comparableTitle("Alien"), comparableTitle("Aliens"))
  })
})
