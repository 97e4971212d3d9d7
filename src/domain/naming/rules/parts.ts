/** Which of several files of one film: `cd1`, `Disc 2`, `pt1`, `1of2`. */
import { markAt, marksBy, type Mark, type NameRule } from "../marks.ts"
import { numberValue } from "../numerals.ts"
import { gaps, isNumber, type Name } from "../tokens.ts"
import { yearIn } from "../years.ts"

const gluedDisc = /^(?:cd|disc|disk|dvd)(\d{1,2})$/
const gluedPart = /^(?:part|pt|teil)(\d{1,2})$/
const counted = /^(?:cd|disc|disk|dvd|part|pt)?(\d{1,2})of(\d{1,2})$/
const discWords = new Set(["cd", "disc", "disk", "dvd"])
const partWords = new Set(["part", "pt", "teil", "partie", "parte", "часть"])
/** `DVD5` and `DVD9` are kinds of discs. */
const discFormats = new Set(["dvd5", "dvd9"])
const partsMax = 4

const part = (from: number, to: number, value: number, strength: Mark["strength"] = "sure"): Mark =>
  markAt(from, to, strength, { kind: "part", value })

const gluedAt = ({ tokens }: Name, at: number): Mark | undefined => {
  const { key, hasDigit } = tokens[at]!
  if (!hasDigit) return undefined
  const count = counted.exec(key)
  if (count !== null) return Number(count[2]) <= partsMax ? part(at, at + 1, Number(count[1])) : undefined
  const disc = gluedDisc.exec(key)
  if (disc !== null) return discFormats.has(key) ? undefined : part(at, at + 1, Number(disc[1]))
  const parts = gluedPart.exec(key)
  if (parts === null) return undefined
  // A file is cut at the end of its name: before the year, `Part1` belongs to the title.
  const isBeforeYear = tokens.slice(at + 1).some((token) => yearIn(token.key) !== undefined)
  return part(at, at + 1, Number(parts[1]), isBeforeYear ? "zone" : "sure")
}

/** `1 of 2` is a part only where it ends the name or a bracket: films are called so in the middle. */
const countedAt = ({ tokens }: Name, at: number): Mark | undefined => {
  const [first, of, last, next] = [tokens[at]!, tokens[at + 1], tokens[at + 2], tokens[at + 3]]
  if (of?.key !== "of" || last === undefined || !/^[1-4]$/.test(first.key) || !/^[2-4]$/.test(last.key))
    return undefined
  return next === undefined || next.group !== last.group ? part(at, at + 3, Number(first.key)) : undefined
}

const spelledAt = ({ tokens }: Name, at: number): Mark | undefined => {
  const { key, group } = tokens[at]!
  const isDisc = discWords.has(key)
  const number = tokens[at + 1]
  if ((!isDisc && !partWords.has(key)) || number === undefined || number.group !== group) return undefined
  if (isDisc) return isNumber(number.key) && number.key.length < 3 ? part(at, at + 2, Number(number.key)) : undefined
  const value = numberValue(number.key)
  if (value === undefined) return undefined
  // `part 2 of 2`
  const isCounted = tokens[at + 2]?.key === "of" && numberValue(tokens[at + 3]?.key ?? "") !== undefined
  if (isCounted) return part(at, at + 4, value)
  // `Part II` belongs to the title unless the title has ended; `pt.1` is how files are cut.
  return part(at, at + 2, value, key === "pt" && isNumber(number.key) && number.gap !== gaps.space ? "sure" : "zone")
}

export const parts: NameRule = {
  name: "parts",
  reason:
    "Discs and glued part numbers cut a file; a part in words belongs to the title, unless the title has already ended.",
  find: (name) => marksBy(name, gluedAt, countedAt, spelledAt).filter(({ from }) => from > 0)
}
