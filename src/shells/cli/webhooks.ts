/** `reelstate webhooks`: what media servers delivered, and what became of it. */
import { Clock, Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import type { DeliveryAnswer } from "../../services/inbox/inbox.ts"
import { counted, instantFrom, shown } from "../terminal/format.ts"
import { table } from "../terminal/table.ts"
import { tautulliTemplate } from "../webhooks/tautulli-template.ts"
import { askServer } from "./ask-server.ts"
import { jsonFlag, libraryFlag } from "./options.ts"
import { printJson, printLines } from "./output.ts"

const flags = { library: libraryFlag, json: jsonFlag }

const rowOf = ({ at, number, reason, source, state }: DeliveryAnswer & { readonly at: number }, now: number) => [
  String(number),
  instantFrom(at, now),
  source ?? "unknown",
  state,
  shown(reason ?? "")
]

const list = Command.make(
  "list",
  {
    ...flags,
    limit: Flag.Int("limit").pipe(Flag.withDescription("At most so many, up to 1,000"), Flag.withDefault(20))
  },
  Effect.fnUntraced(function* ({ json, library, limit }) {
    const told = yield* askServer(library, (client) => client.deliveries(Math.min(Math.max(1, limit), 1_000)))
    if (json) return yield* printJson(told)
    const now = yield* Clock.currentTimeMillis
    const rows = table(
      told.deliveries.map((each) => rowOf(each, now)),
      ["right", "left"]
    )
    yield* printLines(rows.length === 0 ? ["Nothing was delivered yet."] : rows)
  })
).pipe(Command.withDescription("List the newest deliveries, and what became of them"))

const replay = Command.make(
  "replay",
  {
    number: Argument.Int("number").pipe(
      Argument.withDescription("Of the delivery; all that had no effect when it is left out"),
      Argument.optional
    ),
    ...flags
  },
  Effect.fnUntraced(function* ({ json, library, number }) {
    const told = yield* askServer(library, (client) => client.replay(Option.getOrUndefined(number)))
    yield* json
      ? printJson(told)
      : printLines([`${counted(told.replayed, "delivery").replace("deliverys", "deliveries")} read again.`])
  })
).pipe(Command.withDescription("Read deliveries again that had no effect"))

const template = Command.make(
  "template",
  { sender: Argument.Literals("sender", ["tautulli"]).pipe(Argument.withDescription("Who needs one: tautulli")) },
  () => printLines([tautulliTemplate])
).pipe(Command.withDescription("Print what is to be pasted into a sender that has no form of its own"))

export const webhooks = Command.make("webhooks").pipe(
  Command.withDescription("What media servers delivered to a served library: see `reelstate serve --webhooks`"),
  Command.withSubcommands([list, replay, template])
)
