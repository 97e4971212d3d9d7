import type { Effect } from "effect"
import type { InboundBody } from "../../domain/event.ts"
import type { ProviderError } from "../data-provider.ts"
import type { TmdbProvider } from "../providers/tmdb-provider.ts"
import type { Store, StoreError } from "../store.ts"
import type { Schedule } from "./schedule.ts"

/** Something that is to be done again and again. */
export interface Job {
  readonly name: string
  readonly schedule: Schedule
  /** It begins up to this much later than it is due, so that not everything begins at once. */
  readonly jitterMs: number
  /**
   * What a tick says. It becomes true together with the note that the job has run. Asks providers for a list at most; what
   * costs more follows from the events.
   */
  readonly work: (
    tick: Tick
  ) => Effect.Effect<ReadonlyArray<InboundBody>, ProviderError | StoreError, TmdbProvider | Store>
}

export interface Tick {
  /** When it was due, epoch milliseconds. */
  readonly dueAt: number
  /** Which run of this job it is, from 0. Made of the due time, so that it survives restarts without being counted. */
  readonly turn: number
}
