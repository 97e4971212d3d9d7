/** `reelstate purge <provider>`: remove all that came from one provider. A dry run, unless `--apply` says otherwise. */
import { Clock, Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { PurgedProvider } from "../../domain/event.ts"
import { hybridModes } from "../../infra/hybrid/hybrid-settings.ts"
import { applyPurge, planPurge, type PurgePlan } from "../purge-provider.ts"
import { bytes, count, counted } from "../terminal/format.ts"
import { facts } from "../terminal/table.ts"
import { changingAlone, looking, sourceFor, sourceLooking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"

const flags = {
  provider: Argument.Literals("provider", PurgedProvider.literals).pipe(Argument.withDescription("Whose answers go")),
  apply: Flag.Boolean("apply").pipe(
    Flag.withDescription("Do it; without this only the plan is shown"),
    Flag.withDefault(false)
  ),
  library: libraryFlag,
  json: jsonFlag
}

const planFacts = (plan: PurgePlan) =>
  facts([
    ["movies", `${count(plan.movies.length)}, of which ${count(plan.downgraded)} are downgraded`],
    ["values", count(plan.values)],
    ["pictures", `${count(plan.images)} (${bytes(plan.imageBytes)})`],
    ["cached answers", bytes(plan.cacheBytes)],
    ["recorded answers", `${count(plan.recordedAnswers)} (${bytes(plan.recordingBytes)})`],
    ...(plan.index === null
      ? []
      : [["index of titles", `${bytes(plan.index.bytes)} in ${plan.index.directory}`] as const])
  ])

const stays =
  "Titles, years, ids, files, statistics, pins and edits stay, and so does the journal: what the library knew at a past moment."

/** Nothing is asked while it is purged: neither a provider nor fixtures. */
const asked = (json: boolean) => ({
  providers: Option.some(hybridModes("replay")),
  fixtures: Option.some(null),
  json,
  isQuiet: true
})

export const purge = Command.make(
  "purge",
  flags,
  Effect.fnUntraced(function* ({ apply, json, library, provider }) {
    const access = { directory: library, what: "reelstate purge" }
    const planned = Effect.flatMap(Clock.currentTimeMillis, (now) => planPurge(provider, now, library))
    if (!apply) {
      const plan = yield* looking(access, ({ marker }) =>
        Effect.flatMap(sourceFor(asked(json), marker !== undefined), (source) =>
          Effect.provide(planned, sourceLooking(library, source))
        ).pipe(Effect.scoped)
      )
      const head = paint("bold", `What purging ${provider} would remove`)
      const ending = [stays, `Nothing was removed. Do it with \`reelstate purge ${provider} --apply\`.`]
      return yield* json ? printJson({ applied: false, ...plan }) : printLines([head, ...planFacts(plan), ...ending])
    }
    const plan = yield* changingAlone(access, asked(json), () =>
      Effect.tap(planned, (made) => applyPurge(made, "command line"))
    )
    const head = paint("bold", `${counted(plan.values, "value")} of ${provider} removed`)
    yield* json ? printJson({ applied: true, ...plan }) : printLines([head, ...planFacts(plan), stays])
  })
).pipe(
  Command.withDescription("Remove all that came from one provider: values, pictures, cached and recorded answers"),
  Command.withExamples([
    { command: "reelstate purge tmdb", description: "What would go; nothing is removed" },
    { command: "reelstate purge tmdb --apply", description: "Remove it" }
  ])
)
