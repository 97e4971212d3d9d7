/**
 * The movies that go by one rule: the lowest of value, no more than the target needs, no more than the cap. They are kept
 * while the library streams by, in memory that is bounded by the cap and not by the library.
 */
import type { Facts } from "./facts.ts"
import type { Verdict } from "./rule.ts"

export interface Candidate {
  readonly facts: Facts
  readonly verdict: Extract<Verdict, { readonly outcome: "qualifies" }>
  readonly value: number
}

const bytesOf = (candidate: Candidate) => candidate.verdict.proposal.bytes

/** The lowest value first; of equals the larger, so that fewer movies are hit; then by id, so that the order is one. */
const compare = (a: Candidate, b: Candidate): number =>
  a.value - b.value || bytesOf(b) - bytesOf(a) || (a.facts.movie < b.facts.movie ? -1 : 1)

/** The shortest beginning of the list that frees the target, or all of it. */
const upTo = (sorted: ReadonlyArray<Candidate>, targetBytes: number): ReadonlyArray<Candidate> => {
  let freed = 0
  const end = sorted.findIndex((candidate) => {
    if (freed >= targetBytes) return true
    freed += bytesOf(candidate)
    return false
  })
  return end === -1 ? sorted : sorted.slice(0, end)
}

export interface Selection {
  readonly add: (candidate: Candidate) => void
  /** How many qualified, selected or not. */
  readonly qualified: () => number
  /** In the order in which they go. `freedBytes` is what other rules free already. */
  readonly finish: (freedBytes: number) => ReadonlyArray<Candidate>
}

/** `targetBytes` undefined: everything that qualifies goes. */
export const makeSelection = (itemsMax: number, targetBytes: number | undefined): Selection => {
  let kept: Array<Candidate> = []
  let qualified = 0

  const selected = (target: number | undefined) => {
    const sorted = kept.toSorted(compare)
    return (target === undefined ? sorted : upTo(sorted, target)).slice(0, itemsMax)
  }

  return {
    add: (candidate) => {
      qualified += 1
      kept.push(candidate)
      if (kept.length >= 2 * itemsMax + 64) kept = selected(targetBytes)
    },
    qualified: () => qualified,
    finish: (freedBytes) => selected(targetBytes === undefined ? undefined : targetBytes - freedBytes)
  }
}
