/** The command `reelstate` and all that is below it. */
import { Command } from "effect/cli"
import { check } from "./check.ts"
import { edit } from "./edit.ts"
import { enrich } from "./enrich.ts"
import { events } from "./events.ts"
import { experiment } from "./experiment.ts"
import { exportCommand } from "./export.ts"
import { housekeep } from "./housekeep.ts"
import { imdb } from "./imdb.ts"
import { importCommand } from "./import.ts"
import { inspect } from "./inspect.ts"
import { jobs } from "./jobs.ts"
import { list } from "./list.ts"
import { match } from "./match.ts"
import { merge, split } from "./merge.ts"
import { pin, unpin } from "./pin.ts"
import { purge } from "./purge.ts"
import { record } from "./record.ts"
import { request } from "./request.ts"
import { serve } from "./serve.ts"
import { scan } from "./scan.ts"
import { search } from "./search.ts"
import { show } from "./show.ts"
import { standIn } from "./stand-in.ts"
import { start } from "./start.ts"
import { status } from "./status.ts"
import { watch } from "./watch.ts"
import { webhooks } from "./webhooks.ts"
import { why } from "./why.ts"

export const reelstate = Command.make("reelstate").pipe(
  Command.withDescription("A library of movies that feels infinite and stays small"),
  Command.withSubcommands([
    start,
    serve,
    search,
    show,
    why,
    inspect,
    list,
    status,
    request,
    enrich,
    importCommand,
    scan,
    watch,
    exportCommand,
    events,
    record,
    purge,
    pin,
    unpin,
    edit,
    match,
    merge,
    split,
    housekeep,
    jobs,
    webhooks,
    check,
    standIn,
    imdb,
    experiment
  ]),
  Command.withExamples([
    { command: "reelstate start", description: "See the whole life of a movie, and make a small library to look at" },
    { command: 'reelstate why "Forrest Gump"', description: "Why it is as it is" }
  ])
)
