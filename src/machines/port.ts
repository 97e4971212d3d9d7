/**
 * A hole in a machine: typed work without an implementation. Fill it with `machine.provide`; the machine itself stays
 * pure and loads in a browser. The work always ends with an output, never with an error: failures are data.
 */
import type { ActorLogic, EventObject, Snapshot } from "xstate"

export type WorkSnapshot<Output, Input> = Snapshot<Output> & { readonly input: Input | undefined }
export type Work<Output, Input> = ActorLogic<WorkSnapshot<Output, Input>, EventObject, Input>

/** Work that nobody provided: it stays active for ever, so that a machine can be drawn and stepped without it. */
export const port = <Output, Input>(): Work<Output, Input> => ({
  getInitialSnapshot: (_, input) => ({ status: "active", output: undefined, error: undefined, input }),
  getPersistedSnapshot: (snapshot) => snapshot,
  transition: (snapshot) => snapshot
})
