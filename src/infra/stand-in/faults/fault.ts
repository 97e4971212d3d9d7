/** A way to misbehave: from what was asked, and what an honest service would say, to what is said instead. */
import type { ProviderName } from "../../../services/data-provider.ts"
import type { Reply } from "../reply.ts"
import type { Shelf } from "../shelf.ts"
import type { Asked } from "../target.ts"

/** Chance, from the fault's own seed. */
export interface Chance {
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly next: () => number
  /** One of several; the list is never empty. */
  readonly among: <A>(choices: ReadonlyArray<A>) => A
}

/** What can be set about a fault; each fault looks only at what concerns it. */
export interface FaultSettings {
  /** How long a slow answer takes. */
  readonly delayMs: number
  /** What Retry-After says, from now on. */
  readonly retryAfterSeconds: number
  /** The size of a huge body, and what a bomb unpacks to. */
  readonly bytes: number
}

export interface FaultScene {
  readonly asked: Asked
  readonly variant: string
  readonly settings: FaultSettings
  readonly chance: Chance
  readonly shelf: Shelf
  /** What an honest service would say to this, or to the same request about something else. */
  readonly honest: (asked?: Asked) => Reply
  /** Epoch milliseconds. */
  readonly nowMs: number
}

export interface Fault<Kind extends string = string> {
  readonly kind: Kind
  /** What it is, for people. */
  readonly what: string
  /** The forms it takes; the seed chooses where nobody did. */
  readonly variants: readonly [string, ...ReadonlyArray<string>]
  /** The providers that can have it; all where absent. */
  readonly only?: ReadonlyArray<ProviderName>
  readonly reply: (scene: FaultScene) => Reply
}

/** The same request from somebody who has no answer yet: what is wrong with a body shows only in a body. */
export const afresh = (asked: Asked): Asked => ({ ...asked, headers: { ...asked.headers, "if-none-match": undefined } })

/** Keeps the kind's own name in the type. */
export const fault = <const Kind extends string>(made: Fault<Kind>): Fault<Kind> => made
