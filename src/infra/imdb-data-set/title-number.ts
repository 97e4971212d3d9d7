/** `tt0133093` is a number with a prefix and at least seven digits: the index keeps the number. */

const pattern = /^tt(\d{5,10})$/

/** The number of an id, or undefined when it is no id of a title. */
export const titleNumber = (imdbId: string): number | undefined => {
  const digits = pattern.exec(imdbId)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

export const imdbIdOf = (number: number): string => `tt${String(number).padStart(7, "0")}`
