/**
 * The keys that look most like one that is missing. Cheap on purpose: only keys of the same provider and first path
 * segment (a family) are compared, the sorted neighbours first, so that the bound is tight before the rest is scanned.
 */

/** Beyond this many edits two keys are not told apart any more. */
const editsMax = 12
/** How many keys are compared at most, those next to the missing one in sorted order. */
const comparedMax = 20_000

/** Edit distance, or `bound + 1` as soon as it is known to be more than `bound`. */
export const editDistance = (a: string, b: string, bound: number): number => {
  let start = 0
  let endA = a.length
  let endB = b.length
  if (Math.abs(endA - endB) > bound) return bound + 1
  while (start < endA && start < endB && a.charCodeAt(start) === b.charCodeAt(start)) start++
  while (endA > start && endB > start && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
    endA--
    endB--
  }
  return bandedDistance(a.slice(start, endA), b.slice(start, endB), bound)
}

/** Only cells within `bound` of the diagonal can end below it, so no others are looked at. */
const bandedDistance = (a: string, b: string, bound: number): number => {
  const width = b.length
  const beyond = bound + 1
  let row = new Uint16Array(width + 1).fill(beyond)
  let next = new Uint16Array(width + 1)
  for (let j = 0; j <= Math.min(width, bound); j++) row[j] = j
  for (let i = 1; i <= a.length; i++) {
    next.fill(beyond)
    if (i <= bound) next[0] = i
    let least = next[0]!
    for (let j = Math.max(1, i - bound); j <= Math.min(width, i + bound); j++) {
      const swap = row[j - 1]! + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1)
      const cost = Math.min(swap, row[j]! + 1, next[j - 1]! + 1)
      next[j] = cost
      if (cost < least) least = cost
    }
    if (least > bound) return beyond
    const spent = row
    row = next
    next = spent
  }
  return Math.min(row[width]!, beyond)
}

/** The first place in a sorted list whose text is not less than the wanted one. */
const placeOf = (sorted: ReadonlyArray<string>, wanted: string): number => {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low
}

/** `tmdb /movie/13/credits` belongs to `tmdb /movie`; keys of other families are never compared. */
export const familyOf = (key: string): string => /^\S+ \/[^/?]*/.exec(key)?.[0] ?? key

/** The nearest of a family's keys, which are sorted; best first, at most `count`. Where few are near, the same path and neighbours follow. */
export const nearestKeys = (sorted: ReadonlyArray<string>, wanted: string, count: number): ReadonlyArray<string> => {
  const middle = placeOf(sorted, wanted)
  const best: Array<{ readonly key: string; readonly distance: number }> = []
  const consider = (key: string | undefined) => {
    if (key === undefined) return
    const bound = best.length < count ? editsMax : best[count - 1]!.distance - 1
    const distance = editDistance(key, wanted, bound)
    if (distance > bound) return
    best.push({ key, distance })
    best.sort((a, b) => a.distance - b.distance)
    best.length = Math.min(best.length, count)
  }
  for (let step = 0; step < comparedMax / 2; step++) {
    consider(sorted[middle + step])
    consider(sorted[middle - step - 1])
  }
  const path = wanted.split("?", 1)[0]!
  const samePath = sorted[placeOf(sorted, path)] === path ? path : undefined
  const others = [samePath, sorted[middle - 1], sorted[middle], sorted[middle - 2]].filter((key) => key !== undefined)
  return [...new Set([...best.map(({ key }) => key), ...others])].slice(0, count)
}
