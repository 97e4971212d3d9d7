/**
 * The name of a plan: a hash of everything in it, so that what was reviewed is what is applied (SAFE-3). It tells plans
 * apart and notices a change; it is no defence against somebody who builds a collision, and does not need to be: only plans
 * that this process made are applied. Hence 64 bits of mixing in plain arithmetic instead of a platform's SHA-256.
 */

/** JSON with the keys of every object in order: equal data gives equal text. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null"
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
    .join(",")}}`
}

const hex = (lane: number) => (lane >>> 0).toString(16).padStart(8, "0")

const finish = (lane: number, other: number) => {
  const mixed = Math.imul(lane ^ (lane >>> 16), 2246822507)
  return mixed ^ Math.imul(other ^ (other >>> 13), 3266489909)
}

/** 16 hex digits for any plain data. */
export const hashOf = (value: unknown): string => {
  const text = canonical(value)
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  const first = finish(high, low)
  return hex(first) + hex(finish(low, first))
}
