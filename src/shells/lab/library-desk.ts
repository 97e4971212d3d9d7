/** The lab over a real library, in real time: what a world can do to time, load and faults a library cannot. */
import { Clock, Context, Effect } from "effect"
import { LabFeed } from "../../lab/feed/lab-feed.ts"
import { doInject } from "../../lab/world/do-command.ts"
import type { CommandAnswer, LabCommand, News, Whole } from "../../lab/wire/messages.ts"
import { type ProviderBudget, ProviderBudgets } from "../../infra/http/provider-budgets.ts"
import { Supervisor } from "../../actors/supervisor.ts"
import type { Thresholds } from "../../services/housekeeping/thresholds.ts"
import { Store } from "../../services/store.ts"
import { counted } from "../terminal/format.ts"
import { inspectorAddress } from "../inspector/inspector-door.ts"
import type { LabDesk, LabServices } from "./lab-desk.ts"
import { chartName } from "./world-words.ts"

export interface LibraryDeskOptions {
  readonly services: Context.Context<LabServices | ProviderBudgets>
  readonly directory: string
  readonly thresholds: Thresholds
  /** What those may do who send no token. */
  readonly allow: Whole["allow"]
}

const settingsOf = ({ imageBytesMax }: Thresholds): News["settings"] => ({
  speed: 1,
  actionsPerDay: 0,
  skew: 0,
  imageBytesMax,
  faults: []
})

const refused = (sentence: string): CommandAnswer => ({ done: false, sentence, command: null })

/** How each provider was when it was last looked at, and how many calls there were since the time before. */
class ProviderLook {
  budgets: ReadonlyArray<ProviderBudget> = []
  callsPerMinute: number | null = null
  #before = { real: performance.now(), requests: 0 }

  look(budgets: ReadonlyArray<ProviderBudget>): void {
    this.budgets = budgets
    const requests = budgets.reduce((sum, { counts }) => sum + counts.requests, 0)
    const now = performance.now()
    const minutes = (now - this.#before.real) / 60_000
    if (minutes < 1 / 6) return
    this.callsPerMinute = (requests - this.#before.requests) / minutes
    this.#before = { real: now, requests }
  }

  get quotaLeft(): number | null {
    const left = this.budgets.flatMap(({ quota }) => (quota === null ? [] : [quota.limit - quota.used]))
    return left.length === 0 ? null : Math.min(...left)
  }
}

const providersTold = (budgets: ReadonlyArray<ProviderBudget>): News["providers"] =>
  budgets.map(({ breaker, counts, missing, provider }) => ({
    name: provider,
    state: missing !== null ? "not asked" : breaker.state === "closed" ? "well" : breaker.state,
    detail: missing ?? counted(counts.requests, "request")
  }))

const commandFor = (services: LibraryDeskOptions["services"], feed: LabFeed["feed"]) => (command: LabCommand) => {
  if (command.type === "moment" || command.type !== "inject")
    return Effect.succeed(refused("A real library lives in real time: only events can be sent to it."))
  const seed = String(feed.position)
  const injected = doInject(command, { seed, idOf: (number) => feed.population.ids[number] })
  return injected.pipe(
    Effect.provideContext(services),
    Effect.map((count) => ({
      done: true,
      sentence: `${command.event.type} went to ${counted(count, "movie")}.`,
      command: null
    })),
    Effect.catch((error) => Effect.succeed(refused(error.message)))
  )
}

const labFeedOf = ({ allow, services, thresholds }: LibraryDeskOptions, clock: Clock.Clock) => {
  const store = Context.get(services, Store)
  const supervisor = Context.get(services, Supervisor)
  const budgets = Context.get(services, ProviderBudgets)
  const look = new ProviderLook()
  const settings = settingsOf(thresholds)
  const now = () => clock.currentTimeMillisUnsafe()
  const trouble = () => supervisor.status().trouble
  return new LabFeed({
    now,
    faults: () => [],
    figures: () => ({
      bytesHeld: store.status().imageBytes,
      bytesBudget: thresholds.imageBytesMax,
      residents: supervisor.status().residents,
      // Who asked, and what they saw, only the world's own people tell.
      knownShare: null,
      lruShare: null,
      optimalShare: null,
      waitP50Ms: null,
      waitP95Ms: null,
      waitP99Ms: null,
      providerCallsPerMinute: look.callsPerMinute,
      providerQuotaLeft: look.quotaLeft
    }),
    whole: () => ({
      kind: "library",
      allow,
      chart: chartName,
      seed: null,
      policy: "founding",
      inspector: inspectorAddress,
      settings
    }),
    news: () => ({
      at: now(),
      settings,
      invariants: [],
      providers: providersTold(look.budgets),
      notices: [...store.status().repairs, ...(trouble() === null ? [] : [`The library waits: ${trouble()}`])]
    }),
    onSecond: () => void Effect.runPromise(Effect.map(budgets.status, (status) => look.look(status)))
  })
}

/** Follows the library until the Scope closes. */
export const libraryDesk = Effect.fnUntraced(function* (options: LibraryDeskOptions) {
  const { directory, services, thresholds } = options
  const clock = yield* Clock.clockWith(Effect.succeed)
  const lab = yield* Effect.acquireRelease(
    Effect.sync(() => labFeedOf(options, clock)),
    (opened) => Effect.sync(() => opened.close())
  )
  lab.attach(services)
  const desk: LabDesk = {
    feed: lab.feed,
    audience: lab.audience,
    services: () => services,
    thresholds: () => thresholds,
    journal: `${directory}/journal.ndjson`,
    command: commandFor(services, lab.feed)
  }
  return desk
})
