/** What the memory holds of every delivery that is kept: where its body lies, and what became of it. */
import { deliveryStates, type DeliveryState } from "../../services/inbox/inbox.ts"
import type { Got, InboxEntry, Outcome, Tally } from "./inbox-entry.ts"
import type { Place } from "./inbox-file.ts"

export interface Kept {
  readonly number: number
  readonly at: number
  readonly hash: string
  place: Place
  outcome: Outcome
}

/** What had no effect yet and may still have one. */
export const isPending = ({ outcome }: Kept): boolean => outcome.state === "waiting" || outcome.state === "stored"

const stored = (number: number, source: string | null): Outcome => ({
  number,
  state: "stored",
  reason: "it was not looked at yet",
  source,
  tries: 0,
  dueAt: 0,
  occasion: null
})

export class InboxIndex {
  readonly #kept = new Map<number, Kept>()
  readonly #hashes = new Map<string, number>()
  tally: Tally = { newest: 0, dropped: 0, lost: 0 }

  /** Takes in a line of the file; those of a delivery come in order. */
  apply(entry: InboxEntry, place: Place): void {
    if ("tally" in entry) this.tally = entry.tally
    else if ("got" in entry) this.add(entry, place)
    else {
      const kept = this.#kept.get(entry.did.number)
      if (kept !== undefined) kept.outcome = entry.did
    }
  }

  add({ got: { at, hash, number, source } }: Got, place: Place): Kept {
    const kept: Kept = { number, at, hash, place, outcome: stored(number, source) }
    this.#kept.set(number, kept)
    this.#hashes.set(hash, number)
    this.tally = { ...this.tally, newest: Math.max(this.tally.newest, number) }
    return kept
  }

  get(number: number): Kept | undefined {
    return this.#kept.get(number)
  }

  /** The newest delivery of these very bytes. */
  ofHash(hash: string): Kept | undefined {
    const number = this.#hashes.get(hash)
    return number === undefined ? undefined : this.#kept.get(number)
  }

  /** Oldest first. */
  all(): ReadonlyArray<Kept> {
    return [...this.#kept.values()]
  }

  drop(kept: Kept): void {
    this.#kept.delete(kept.number)
    if (this.#hashes.get(kept.hash) === kept.number) this.#hashes.delete(kept.hash)
    const lost = this.tally.lost + (isPending(kept) ? 1 : 0)
    this.tally = { ...this.tally, dropped: this.tally.dropped + 1, lost }
  }

  get oldestAt(): number {
    for (const { at } of this.#kept.values()) return at
    return Infinity
  }

  /** What waits for its next try, the soonest first. */
  pending(): ReadonlyArray<Kept> {
    return this.all()
      .filter(isPending)
      .toSorted((a, b) => (a.outcome.dueAt ?? 0) - (b.outcome.dueAt ?? 0) || a.number - b.number)
  }

  counts(): Readonly<Record<DeliveryState, number>> {
    const counts = Object.fromEntries(deliveryStates.map((state) => [state, 0])) as Record<DeliveryState, number>
    for (const { outcome } of this.#kept.values()) counts[outcome.state]++
    return counts
  }
}
