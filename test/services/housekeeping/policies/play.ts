/** Plays uses on a shelf and tells what happened: hits as 1 and misses as 0, and who is held at the end. */
import type { Future } from "../../../../src/services/housekeeping/policies/clairvoyant.ts"
import type { Policy, PolicySetup } from "../../../../src/services/housekeeping/policies/policy.ts"
import { Shelf } from "../../../../src/services/housekeeping/policies/shelf.ts"

export interface Sizes {
  readonly bytes?: ReadonlyArray<number>
  readonly costMs?: ReadonlyArray<number>
}

/** Every movie weighs 1 and costs 1, unless told otherwise. */
export const setupOf = (keys: number, capacityBytes: number, { bytes, costMs }: Sizes = {}): PolicySetup => ({
  keys,
  bytes: Float64Array.from({ length: keys }, (_, key) => bytes?.[key] ?? 1),
  costMs: Float64Array.from({ length: keys }, (_, key) => costMs?.[key] ?? 1),
  capacityBytes,
  seed: 1
})

export interface Played {
  readonly hits: string
  readonly held: ReadonlyArray<number>
  readonly heldBytesMost: number
  readonly misses: number
}

/** `times` defaults to one millisecond a use. */
export const play = (
  policy: Policy,
  setup: PolicySetup,
  uses: ReadonlyArray<number>,
  { future, times }: { readonly future?: Future; readonly times?: ReadonlyArray<number> } = {}
): Played => {
  const shelf = new Shelf(policy, setup)
  let [hits, heldBytesMost] = ["", 0]
  for (const [index, key] of uses.entries()) {
    const now = times?.[index] ?? index
    if (future !== undefined) future.at = index
    shelf.expire(now)
    hits += shelf.use(key, now) ? "1" : "0"
    heldBytesMost = Math.max(heldBytesMost, shelf.heldBytes)
  }
  const held = [...shelf.held].flatMap((isHeld, key) => (isHeld === 1 ? [key] : []))
  return { hits, held, heldBytesMost, misses: hits.split("0").length - 1 }
}
