/**
 * What other programs deliver, kept before it is understood: the raw body is durable first, then read, then published.
 * Whatever could not be read or resolved is still there to be read again. Delivering twice has a single effect.
 */
import { Context, type Effect } from "effect"
import type { Hint, InboundBody } from "../../domain/event.ts"
import type { Alias } from "../../domain/identity.ts"
import type { StoreError } from "../store.ts"

/** Bytes as they came, or the part of them that is kept. */
export interface Delivery {
  /** Who is said to have sent it: the last part of the address, if there was one. */
  readonly source: string | null
  readonly contentType: string
  readonly body: Uint8Array
}

/** A movie as a sender knows it. */
export interface Item {
  /** Names that mean the same movie everywhere, the best first. */
  readonly aliases: ReadonlyArray<Alias>
  /** What the sender itself calls it: it leads somewhere only when the library has heard of it. */
  readonly own: Alias | null
  readonly title: string | null
  readonly year: number | null
}

/** One thing that a delivery says. `mark` tells the sayings of one occasion apart. */
export type Saying =
  | { readonly mark: string; readonly body: InboundBody }
  /** About a movie that must be found first. */
  | { readonly mark: string; readonly about: Item; readonly bodyOf: (hint: Hint) => InboundBody }
  /** All files of a movie below a folder were deleted; each becomes a VideoRemoved. */
  | { readonly mark: string; readonly about: Item; readonly removedBelow: string; readonly reason: string }

/** Deliveries of one occasion (a session of one film, a deletion) speak of the same happening. */
export interface OccasionClaim {
  readonly key: string
  /** After so long without a sign it is another occasion. */
  readonly gapMs: number
  /** What it says of a playback. A start soon after the end is a stray one. */
  readonly phase: "start" | "going" | "end"
}

export interface Ignored {
  readonly kind: "ignored"
  readonly source: string | null
  readonly reason: string
}

export interface Speaking {
  readonly kind: "speaking"
  readonly source: string
  readonly occasion: OccasionClaim
  readonly sayings: ReadonlyArray<Saying>
  /** Paths that somebody says are gone without having deleted them: unknown until our own look confirms it (SAFE-2). */
  readonly checks: ReadonlyArray<string>
}

export type Reading = Ignored | Speaking

/** How deliveries are understood. Pure; must not throw. */
export interface DeliveryReader {
  /** The part of a body that is worth keeping: pictures are not. */
  readonly keep: (delivery: Delivery) => Delivery
  readonly read: (delivery: Delivery) => Reading
}

/**
 * `published`: its events are durable. `repeated`: they were so before. `waiting`: until the ids of its movie arrive.
 * `stored`: kept, and tried again, because the library could not take it. `refused`: no event can be made of it.
 */
export const deliveryStates = ["published", "repeated", "ignored", "waiting", "stored", "refused"] as const
export type DeliveryState = (typeof deliveryStates)[number]

export interface DeliveryAnswer {
  /** Counts deliveries from 1. */
  readonly number: number
  readonly state: DeliveryState
  readonly source: string | null
  /** In a sentence, unless it was published. */
  readonly reason: string | null
  /** The very same bytes came a moment ago: nothing was stored. */
  readonly duplicate: boolean
}

export interface InboxStatus {
  /** Deliveries that are kept, by state. */
  readonly kept: Readonly<Record<DeliveryState, number>>
  readonly bytes: number
  /** The newest delivery's number: so many were stored since the library was made. */
  readonly newest: number
  /** Since this process started. */
  readonly duplicates: number
  readonly replayed: number
  /** Deliveries that left the inbox for want of room or for age, and how many of them had had no effect. */
  readonly dropped: number
  readonly lost: number
  /** Lines that were damaged, found at the start. */
  readonly damaged: number
  /** When what waits is tried next, epoch milliseconds. */
  readonly nextTryAt: number | null
}

/** So many deliveries may be under way at once. */
export const underWayMax = 64

export class Inbox extends Context.Service<
  Inbox,
  {
    /** Returns when the delivery is durable and was tried once. Undefined: too many are under way, deliver it again later. */
    readonly receive: (delivery: Delivery) => Effect.Effect<DeliveryAnswer | undefined, StoreError>
    /** Reads again what had no effect so far: all of it, or one delivery. Returns how many were read. */
    readonly replay: (number?: number) => Effect.Effect<number, StoreError>
    /** The newest deliveries, newest first. */
    readonly recent: (limit: number) => ReadonlyArray<DeliveryAnswer & { readonly at: number }>
    readonly status: () => InboxStatus
  }
>()("reelstate/services/Inbox") {}
