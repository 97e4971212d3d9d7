import { Effect } from "effect"
import { StoreError } from "../../services/store.ts"
import { DiskError } from "../disk/disk.ts"
import { fromDisk } from "./files.ts"

/** Turns what synchronous reads throw into failures. */
export const reading = <A>(read: () => A): Effect.Effect<A, StoreError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(read())
    } catch (cause) {
      if (cause instanceof StoreError) return Effect.fail(cause)
      return cause instanceof DiskError ? Effect.fail(fromDisk(cause)) : Effect.die(cause)
    }
  })
