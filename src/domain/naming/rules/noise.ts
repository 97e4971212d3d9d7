/** Where the file was found, and its checksum: addresses of sites, eight hexadecimal digits in brackets. */
import { markAt, marksBy, type Mark, type NameRule } from "../marks.ts"
import { gaps, type Name } from "../tokens.ts"

const endings = new Set(
  "com org net info to se me tv cc mx lt am ag li is ws in nu ru eu io co biz xyz site club top pro ph pl fr de es it uk".split(
    " "
  )
)
const checksum = /^(?=.*\d)[0-9a-f]{8}$/

const siteEnd = ({ tokens }: Name, from: number, wordsMax: number): number | undefined => {
  for (let at = from + 1; at < tokens.length && at <= from + wordsMax; at++) {
    const token = tokens[at]!
    if (token.gap !== gaps.dot) return undefined
    const next = tokens[at + 1]
    if (endings.has(token.key) && (next === undefined || next.gap !== gaps.dot || !endings.has(next.key))) return at + 1
  }
  return undefined
}

const siteAt = (name: Name, at: number): Mark | undefined => {
  const token = name.tokens[at]!
  const group = name.groups[token.group]
  const isAddress = token.key === "www" || (group !== undefined && group.from === at)
  if (!isAddress) return undefined
  const to = siteEnd(name, at, 4)
  if (to === undefined) return undefined
  // An address in brackets fills them.
  if (token.key !== "www" && group!.to !== to) return undefined
  return markAt(at, to, "sure", { kind: "noise", value: "site" })
}

const checksumAt = (name: Name, at: number): Mark | undefined => {
  const token = name.tokens[at]!
  const group = name.groups[token.group]
  if (group === undefined || group.to - group.from !== 1 || !token.hasDigit || !checksum.test(token.key))
    return undefined
  return markAt(at, at + 1, "sure", { kind: "noise", value: "checksum" })
}

export const noise: NameRule = {
  name: "noise",
  reason: "An address that begins with www or fills a bracket, and a checksum that fills one, are not about the film.",
  find: (name) => marksBy(name, siteAt, checksumAt)
}
