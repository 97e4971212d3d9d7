/**
 * The movie's port "enrich", filled: an invoked child actor that hands its work to whoever runs Effects, and ends when it
 * is told how the work ended. Leaving the state, or stopping the movie, gives the work back (it is interrupted).
 */
import type { ActorRef, EventObject } from "xstate"
import type { EnrichmentAsk, Settlement } from "../machines/movie-events.ts"
import type { Work, WorkSnapshot } from "../machines/port.ts"

export type WorkRef = ActorRef<WorkSnapshot<Settlement, EnrichmentAsk>, EventObject>

export interface WorkHands {
  readonly begin: (work: WorkRef, ask: EnrichmentAsk) => void
  readonly giveBack: (work: WorkRef, ask: EnrichmentAsk) => void
}

interface Settled extends EventObject {
  readonly type: "settled"
  readonly settlement: Settlement
}

export const settled = (settlement: Settlement): Settled => ({ type: "settled", settlement })

export const enrichWork = (hands: WorkHands): Work<Settlement, EnrichmentAsk> => ({
  getInitialSnapshot: (_, input) => ({ status: "active", output: undefined, error: undefined, input }),
  getPersistedSnapshot: (snapshot) => snapshot,
  transition: (snapshot, event, { self }) => {
    if (snapshot.status !== "active") return snapshot
    if (event.type === "settled") {
      return { ...snapshot, status: "done", output: (event as Settled).settlement, error: undefined }
    }
    if (event.type !== "xstate.stop") return snapshot
    hands.giveBack(self, snapshot.input!)
    return { ...snapshot, status: "stopped", output: undefined, error: undefined }
  },
  start: (snapshot, { self }) => {
    if (snapshot.status === "active") hands.begin(self, snapshot.input!)
  }
})
