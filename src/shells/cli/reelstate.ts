/** The command `reelstate` and all that is below it. */
import { Command } from "effect/cli"
import { start } from "./start.ts"

export const reelstate = Command.make("reelstate").pipe(
  Command.withDescription("A library of movies that feels infinite and stays small"),
  Command.withSubcommands([start])
)
