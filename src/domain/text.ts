/**
 * Text from outside is hostile (SAFE-4). What is kept holds no control or bidirectional characters, no invisible
 * ones that spell nothing, no lone surrogates; it is in Unicode form NFC and no longer than its field allows.
 * Dates and image paths are taken in one form or not at all.
 */

/** Of the invisible characters only the joiners (U+200C, U+200D) stay: Persian and many emoji need them. */
const invisible =
  /[\p{Surrogate}[\p{Control}--[\n\t]]\u{ad}\u{61c}\u{180e}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fff0}-\u{ffff}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gv
const lineBreaks = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/gu
const spaces = /[^\S\n]+/gu

const capped = (text: string, lengthMax: number): string => {
  if (text.length <= lengthMax) return text
  return Array.from(text).slice(0, lengthMax).join("")
}

const stripped = (text: string, lengthMax: number): string =>
  text
    .slice(0, lengthMax * 4)
    .replace(lineBreaks, "\n")
    .replace(invisible, "")
    .normalize("NFC")

/** One line of clean text of at most `lengthMax` code points, or undefined when nothing readable is left. */
export const cleanLine = (text: string, lengthMax: number): string | undefined => {
  const line = stripped(text, lengthMax).replace(/\s+/gu, " ").trim()
  return capped(line, lengthMax).trimEnd() || undefined
}

/** Clean text that keeps its paragraphs, of at most `lengthMax` code points, or undefined when nothing is left. */
export const cleanParagraphs = (text: string, lengthMax: number): string | undefined => {
  const lines = stripped(text, lengthMax)
    .replace(spaces, " ")
    .replace(/ ?\n ?/gu, "\n")
  return capped(lines.replace(/\n{3,}/gu, "\n\n").trim(), lengthMax).trimEnd() || undefined
}

/** A title as it is compared: without case, accents, punctuation or the difference between "&" and "and". */
export const comparableTitle = (title: string): string =>
  title
    .slice(0, 2_000)
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/&/gu, " and ")
    .replace(/['\u2019]/gu, "")
    .replace(/[^\p{Letter}\p{Number}]+/gu, " ")
    .trim()

export const yearMin = 1870
export const yearMax = 2200

const daysIn = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** The text, when it is a day that exists, written `YYYY-MM-DD`, within the years that films are made in. */
export const calendarDate = (text: string): string | undefined => {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (parts === null) return undefined
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])]
  if (year < yearMin || year > yearMax || month < 1 || month > 12) return undefined
  return day >= 1 && day <= daysIn(year, month) ? text : undefined
}

/** The text, when it is the path of an image: one name, no folders, a known kind of picture. */
export const imagePath = (text: string): string | undefined =>
  text.length <= 200 && /^\/[A-Za-z0-9._-]+\.(?:jpg|jpeg|png|webp)$/.test(text) ? text : undefined
