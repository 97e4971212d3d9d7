/** Numbers as titles and parts spell them: digits, Roman numerals, words. */

const words = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
const roman = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"]

const values = new Map<string, number>(
  [words, roman].flatMap((list) => list.map((text, value) => [text, value] as const).slice(1))
)

/** The value of a Roman numeral of up to XV in lower case. */
export const romanValue = (key: string): number | undefined => {
  const value = roman.indexOf(key)
  return value > 0 ? value : undefined
}

/** The value from 1 to 99 of a number in digits, Roman numerals or English words. */
export const numberValue = (key: string): number | undefined => {
  if (/^\d{1,2}$/.test(key)) return Number(key)
  return values.get(key)
}
