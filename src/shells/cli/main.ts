/** The command line. Runs on import: bin.ts loads it after a look at the Node version. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { Command } from "effect/cli"
import { pinoLayer } from "../../infra/logging.ts"
import { told } from "./failures.ts"
import { reelstate } from "./reelstate.ts"
import { version } from "../version.ts"

// Whoever reads has read enough, as in `reelstate export | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0)
  throw error
})

NodeRuntime.runMain(told(Command.run(reelstate, { version })).pipe(Effect.provide([NodeServices.layer, pinoLayer])), {
  disableErrorReporting: true
})
