/** The right spelling that a person probably meant. */

/** Levenshtein distance of two short texts. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}

/** The `count` known words nearest to a word, nearest first; only the first 60 characters of each are compared. */
export const nearest = (word: string, known: ReadonlyArray<string>, count: number): ReadonlyArray<string> =>
  known
    .map((candidate) => ({
      candidate,
      cost: distance(word.slice(0, 60).toLowerCase(), candidate.slice(0, 60).toLowerCase())
    }))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, count)
    .map(({ candidate }) => candidate)
