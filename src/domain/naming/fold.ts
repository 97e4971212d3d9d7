/** Titles made comparable: in any script, without case, accents on letters, punctuation. */

const special: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
  ħ: "h"
}
const plain = /^[a-z0-9 ]*$/
/** An accent on these letters is a spelling; on Japanese or Indic ones it is another letter. */
const accented = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{Mark}+/gu
const lengthMax = 500

/** The words of a title with one space between them, comparable with `===`. */
export const foldTitle = (title: string): string => {
  const lower = title.slice(0, lengthMax).toLowerCase()
  if (plain.test(lower)) return lower.replace(/ +/g, " ").trim()
  return lower
    .normalize("NFKD")
    .toLowerCase()
    .replace(accented, "")
    .normalize("NFC")
    .replace(/[ßæœøłđðþıħ]/g, (letter) => special[letter] ?? letter)
    .replace(/[&+]/g, " and ")
    .replace(/['’‘`´]/g, "")
    .replace(/[^\p{Letter}\p{Number}\p{Mark}]+/gu, " ")
    .trim()
}

/** The same without spaces: `Spider-Man` and `Spiderman` are one. */
export const squeezed = (folded: string): string => folded.replaceAll(" ", "")
