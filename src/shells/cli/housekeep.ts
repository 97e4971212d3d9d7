/** `reelstate housekeep`: plan, review, apply that very plan, take it back (SAFE-3). */
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { EventBus } from "../../services/event-bus.ts"
import { Housekeeper } from "../../services/housekeeping/housekeeper.ts"
import { applyEventsOf } from "../../services/housekeeping/kept-plans.ts"
import { planHousekeeping } from "../../services/housekeeping/plan.ts"
import { foundingRules } from "../../services/housekeeping/rules.ts"
import { Store } from "../../services/store.ts"
import { counted } from "../terminal/format.ts"
import { planLines } from "../terminal/plan-lines.ts"
import { CommandFailed } from "./failures.ts"
import { titleOf } from "./find-movie.ts"
import { changing, type LibraryAccess, looking } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, sourceFlags } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"
import { loadPlan, markApplied, savePlan } from "./plan-files.ts"
import type { SourceAsked } from "./provider-environment.ts"
import { tellEvents, withEvents } from "./tell-events.ts"
import { worldNow } from "../facts/world-now.ts"

const flags = {
  apply: Flag.String("apply").pipe(
    Flag.withDescription("Apply the plan of this name, exactly as it was made"),
    Flag.optional
  ),
  confirm: Flag.Boolean("confirm").pipe(
    Flag.withDescription("Apply it although the breaker stopped it because it would hit much"),
    Flag.withDefault(false)
  ),
  undo: Flag.String("undo").pipe(Flag.withDescription("Take back what the plan of this name forgot"), Flag.optional),
  library: libraryFlag,
  ...sourceFlags,
  json: jsonFlag
}

type Asked = SourceAsked & { readonly json: boolean }

const dryRun = Effect.fnUntraced(function* (access: LibraryAccess, json: boolean) {
  const { plan, titles } = yield* looking(access, ({ thresholds }) =>
    Effect.gen(function* () {
      const store = yield* Store
      const made = planHousekeeping(store.all(), yield* worldNow, { thresholds, rules: foundingRules })
      const names = new Map<string, string>()
      for (const { movie } of made.items) {
        const record = yield* store.movie(movie)
        names.set(movie, record === undefined ? "" : titleOf(record.identity))
      }
      if (made.items.length > 0) yield* savePlan(access.directory, made)
      return { plan: made, titles: names as ReadonlyMap<string, string> }
    })
  )
  yield* json ? printJson(plan) : printLines(planLines(plan, titles, paint))
})

const applied = Effect.fnUntraced(function* (access: LibraryAccess, asked: Asked, hash: string, confirm: boolean) {
  const plan = yield* loadPlan(access.directory, hash)
  if (plan.breaker.stopped && !confirm) {
    const why = `The plan ${hash} was stopped because ${plan.breaker.why}.`
    return yield* new CommandFailed({ detail: `${why} Review it, and add --confirm if that is what you want.` })
  }
  yield* changing(access, asked, () =>
    Effect.gen(function* () {
      const bus = yield* EventBus
      const told = yield* withEvents(bus.publishAll(applyEventsOf(plan)))
      yield* markApplied(access.directory, hash)
      const done = told.events.filter(({ event }) => event.type === "MovieDowngraded").length
      const left = plan.items.length - done
      const rest = left === 0 ? "" : `; ${counted(left, "movie")} had changed since, and stayed`
      yield* tellEvents(`${counted(done, "movie")} downgraded by plan ${hash}${rest}.`, told, asked.json)
    })
  )
})

const undone = Effect.fnUntraced(function* (access: LibraryAccess, asked: Asked, hash: string) {
  yield* changing(access, asked, () =>
    Effect.gen(function* () {
      const housekeeper = yield* Housekeeper
      const told = yield* withEvents(housekeeper.undo(hash))
      const done = told.events.filter(({ event }) => event.type === "MovieRestored").length
      const left = told.result.items - done
      const rest = left === 0 ? "" : `; ${counted(left, "movie")} had changed since, and stayed`
      yield* tellEvents(`${counted(done, "movie")} restored from plan ${hash}${rest}.`, told, asked.json)
    })
  )
})

export const housekeep = Command.make(
  "housekeep",
  flags,
  Effect.fnUntraced(function* ({ apply, confirm, library, undo, ...asked }) {
    const access = { directory: library, what: "reelstate housekeep" }
    if (Option.isSome(apply) && Option.isSome(undo)) {
      return yield* new CommandFailed({ detail: "Say --apply or --undo, not both." })
    }
    if (Option.isSome(apply)) return yield* applied(access, asked, apply.value, confirm)
    yield* Option.isSome(undo) ? undone(access, asked, undo.value) : dryRun(access, asked.json)
  })
).pipe(
  Command.withDescription("Plan what may be forgotten, and show it; apply a plan that was reviewed; take it back"),
  Command.withExamples([
    { command: "reelstate housekeep", description: "A dry run: every movie with its rule and inputs" },
    { command: "reelstate housekeep --apply 0123456789abcdef", description: "Apply exactly that plan" },
    { command: "reelstate housekeep --undo 0123456789abcdef", description: "Take back what it forgot" }
  ])
)
