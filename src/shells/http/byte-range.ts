/** One range of bytes, as RFC 9110 has it. Several at once, and what is no range, mean the whole file. */

/** First and last byte, inclusive; `outside` when the file has no such part; undefined for the whole file. Pure. */
export const byteRange = (
  header: string | undefined,
  length: number
): readonly [first: number, last: number] | "outside" | undefined => {
  const parts = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header ?? "")
  if (parts === null) return undefined
  const [, from = "", to = ""] = parts
  if (from === "" && to === "") return undefined
  if (from === "") return Number(to) === 0 || length === 0 ? "outside" : [Math.max(0, length - Number(to)), length - 1]
  const first = Number(from)
  if (to !== "" && Number(to) < first) return undefined
  return first >= length ? "outside" : [first, to === "" ? length - 1 : Math.min(Number(to), length - 1)]
}
