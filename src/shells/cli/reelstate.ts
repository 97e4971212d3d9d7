/** The command `reelstate` and all that is below it. */
import { Command } from "effect/cli"
import { edit } from "./edit.ts"
import { housekeep } from "./housekeep.ts"
import { list } from "./list.ts"
import { pin, unpin } from "./pin.ts"
import { request } from "./request.ts"
import { show } from "./show.ts"
import { standIn } from "./stand-in.ts"
import { start } from "./start.ts"
import { status } from "./status.ts"
import { why } from "./why.ts"

export const reelstate = Command.make("reelstate").pipe(
  Command.withDescription("A library of movies that feels infinite and stays small"),
  Command.withSubcommands([start, show, why, list, status, request, pin, unpin, edit, housekeep, standIn]),
  Command.withExamples([
    { command: "reelstate start", description: "See the whole life of a movie, and make a small library to look at" },
    { command: 'reelstate why "Forrest Gump"', description: "Why it is as it is" }
  ])
)
