/** In which order a policy would let everybody go now. Asked of a copy, so that asking changes nothing. */
import { nobody, type Policy } from "./policy.ts"

/** Typed arrays are copied, objects with all they hold are copied once each, functions are shared. */
const copyOf = <T>(value: T, copies: Map<object, unknown>): T => {
  if (typeof value !== "object" || value === null) return value
  const known = copies.get(value)
  if (known !== undefined) return known as T
  const copy: object = ArrayBuffer.isView(value)
    ? structuredClone(value)
    : (Object.create(Object.getPrototypeOf(value) as object | null) as object)
  copies.set(value, copy)
  if (ArrayBuffer.isView(value)) return copy as T
  for (const [name, part] of Object.entries(value)) Reflect.set(copy, name, copyOf(part as unknown, copies))
  return copy as T
}

/** The keys that are held, the first to go first. */
export const evictionOrder = (policy: Policy, now: number): ReadonlyArray<number> => {
  const copy = copyOf(policy, new Map())
  const order: Array<number> = []
  for (let key = copy.victim(nobody, now); key !== nobody; key = copy.victim(nobody, now)) {
    order.push(key)
    copy.remove(key, now)
  }
  return order
}
