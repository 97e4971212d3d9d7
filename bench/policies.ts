/** Uses a second of every policy, against a bare LRU in typed arrays over the same trace in the same rounds. */
import { runPolicy } from "../src/lab/experiment/run-policy.ts"
import { syntheticTrace } from "../src/lab/experiment/synthetic-trace.ts"
import type { Trace } from "../src/lab/experiment/trace.ts"
import { boundNames, policyNames } from "../src/services/housekeeping/policies/all-policies.ts"
import { type Bench, interleaved, pairedRatio } from "./support/harness.ts"

const share = 0.1

/** Nothing but the list, by bytes: no interface, no figures. */
const bareLru = ({ bytes, movies, uses }: Trace, capacity: number): number => {
  const newer = new Int32Array(movies + 1)
  const older = new Int32Array(movies + 1)
  const held = new Uint8Array(movies)
  const end = movies
  newer[end] = older[end] = end
  let [heldBytes, hits] = [0, 0]
  const unlink = (key: number) => {
    newer[older[key]!] = newer[key]!
    older[newer[key]!] = older[key]!
  }
  for (let index = 0; index < uses.length; index++) {
    const key = uses[index]!
    if (held[key] === 1) {
      hits += 1
      unlink(key)
    } else {
      heldBytes += bytes[key]!
      while (heldBytes > capacity && newer[end] !== end) {
        const last = newer[end]!
        unlink(last)
        held[last] = 0
        heldBytes -= bytes[last]!
      }
      held[key] = 1
    }
    older[key] = older[end]!
    newer[key] = end
    newer[older[end]!] = key
    older[end] = key
  }
  return hits
}

export const policiesBench: Bench = {
  name: "policies",
  about: "uses a second of every policy, against a bare LRU in typed arrays over the same trace",
  run: async ({ smoke }) => {
    const accesses = smoke ? 20_000 : 1_000_000
    const trace = syntheticTrace({ movies: smoke ? 1_000 : 10_000, accesses, days: 1_095, seed: 1 })
    const capacity = share * trace.bytes.reduce((sum, each) => sum + each, 0)
    const names = [...policyNames, ...boundNames]
    const [bare, ...rest] = await interleaved(
      smoke ? 1 : 5,
      () => bareLru(trace, capacity),
      ...names.map((name) => () => runPolicy(name, trace, capacity, 1))
    )
    const rate = (ms: number) => (accesses / ms) * 1_000
    return names.map((name, index) => {
      const ratio = pairedRatio(bare!.all, rest[index]!.all)
      const baseline = { name: "bare LRU", value: rate(bare!.medianMs) }
      const measured = { name, value: rate(rest[index]!.medianMs), unit: "uses a second", baseline, ratio }
      return { ...measured, aim: "a third of the bare LRU", reached: ratio >= 1 / 3 }
    })
  }
}
