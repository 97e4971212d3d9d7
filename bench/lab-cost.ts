/**
 * What the lab costs the runtime: CPU time per event of the journal without a lab, with one that nobody looks at, and with an
 * open page, in turns on the same library. One event in three asks for a refresh, so that movies move: two moves and three
 * events each. And what the frames of a page weigh at 5,000 events a second.
 */
import { Effect } from "effect"
import { join } from "node:path"
import type { MovieId } from "../src/domain/identity.ts"
import type { EventInput } from "../src/domain/event.ts"
import { LabFeed, type LabFeedSource } from "../src/lab/feed/lab-feed.ts"
import { type Core, AtRest, coreOn, EventBus, fill } from "./support/core.ts"
import { type Bench, collectGarbage, median, pairedRatio, seeded } from "./support/harness.ts"

const nothingKnown = {
  bytesHeld: null,
  bytesBudget: null,
  residents: null,
  knownShare: null,
  lruShare: null,
  optimalShare: null,
  waitP50Ms: null,
  waitP95Ms: null,
  waitP99Ms: null,
  providerCallsPerMinute: null,
  providerQuotaLeft: null
}
const settings = { speed: 1, actionsPerDay: 0, skew: 0, imageBytesMax: 0, faults: [] }

const source: LabFeedSource = {
  now: () => performance.now(),
  figures: () => nothingKnown,
  faults: () => [],
  whole: () => ({ kind: "library", allow: "read", chart: "", seed: null, policy: "", settings }),
  news: () => ({ at: 0, settings, invariants: [], providers: [], notices: [] })
}

/** A page that takes whatever comes. */
const openPage = (lab: LabFeed) => {
  const seat = lab.audience.enter()!
  const gone = new AbortController()
  const reading = (async () => {
    while (!gone.signal.aborted) await seat.next(gone.signal)
  })()
  return async () => {
    gone.abort()
    seat.leave()
    await reading
  }
}

const inputsOf = (ids: ReadonlyArray<MovieId>, count: number, random: () => number): ReadonlyArray<EventInput> =>
  Array.from({ length: count }, (_, place): EventInput => {
    const movie = ids[Math.floor(random() ** 2 * ids.length)]!
    return place % 3 === 0
      ? { type: "ProviderRefreshRequested", movie }
      : { type: "MovieRequested", movie, level: "basic" }
  })

const batchSize = 64

const publish = (inputs: ReadonlyArray<EventInput>) =>
  Effect.gen(function* () {
    const bus = yield* EventBus
    for (let from = 0; from < inputs.length; from += batchSize)
      yield* bus.publishAll(inputs.slice(from, from + batchSize))
    yield* (yield* AtRest).wait
  })

const positionOf = (core: Core) => core.runPromise(Effect.map(EventBus, (bus) => bus.lastPosition()))

/** CPU microseconds per event of the journal. */
const costOf = async (core: Core, inputs: ReadonlyArray<EventInput>): Promise<number> => {
  const before = await positionOf(core)
  // What an opened lab has thrown away is not the cost of an event.
  collectGarbage()
  const cpu = process.cpuUsage()
  await core.runPromise(publish(inputs))
  const { user, system } = process.cpuUsage(cpu)
  return (user + system) / ((await positionOf(core)) - before)
}

type Contestant = "none" | "unwatched" | "page"

const withLab = async (core: Core, contestant: Contestant, run: () => Promise<number>): Promise<number> => {
  if (contestant === "none") return run()
  const lab = new LabFeed(source)
  lab.attach(await core.runPromise(Effect.context()))
  const close = contestant === "page" ? openPage(lab) : async () => undefined
  try {
    return await run()
  } finally {
    await close()
    lab.close()
  }
}

const eventsPerSecond = 5_000
const tickMs = 50

/** Bytes of messages a second for one page, and the events a second that were really published. */
const frameWeight = async (core: Core, ids: ReadonlyArray<MovieId>, seconds: number) => {
  const lab = new LabFeed(source)
  lab.attach(await core.runPromise(Effect.context()))
  const close = openPage(lab)
  const random = seeded(9)
  const [from, position, bytes] = [performance.now(), await positionOf(core), lab.audience.counts.bytes]
  // Three requests in turn bring five events.
  const perTick = Math.round((eventsPerSecond * tickMs) / 1_000 / (5 / 3))
  for (let tick = 0; tick < (seconds * 1_000) / tickMs; tick++) {
    await core.runPromise(publish(inputsOf(ids, perTick, random)))
    const due = from + (tick + 1) * tickMs
    if (due > performance.now()) await new Promise((resume) => setTimeout(resume, due - performance.now()))
  }
  const took = (performance.now() - from) / 1_000
  const events = ((await positionOf(core)) - position) / took
  const perSecond = (lab.audience.counts.bytes - bytes) / took
  await close()
  lab.close()
  return { events, perSecond }
}

export const labCostBench: Bench = {
  name: "lab-cost",
  about: "CPU time per event without a lab, with one that nobody looks at, and with an open page",
  run: async ({ directory, smoke }) => {
    const movies = smoke ? 500 : 10_000
    const events = smoke ? 600 : 8_000
    const core = coreOn(join(directory, "lab-cost"), { residentsMax: movies })
    const ids = await fill(core, movies)
    const contestants: ReadonlyArray<Contestant> = ["none", "unwatched", "page"]
    const costs: Record<Contestant, Array<number>> = { none: [], unwatched: [], page: [] }
    for (let round = 0; round <= (smoke ? 1 : 30); round++) {
      // Another order every round: whoever is first pays for what the one before left behind.
      for (const place of contestants.keys()) {
        const contestant = contestants[(place + round) % contestants.length]!
        const inputs = inputsOf(ids, events, seeded(round))
        const cost = await withLab(core, contestant, () => costOf(core, inputs))
        if (round > 0) costs[contestant].push(cost)
      }
    }
    const weight = await frameWeight(core, ids, smoke ? 1 : 10)
    await core.dispose()
    const baseline = { name: "no lab", value: median(costs.none) }
    const unwatched = pairedRatio(costs.unwatched, costs.none)
    return [
      {
        name: "nobody looks, CPU an event",
        value: median(costs.unwatched),
        unit: "us",
        baseline,
        ratio: unwatched,
        aim: "less than 3 % more than no lab",
        reached: unwatched < 1.03
      },
      {
        name: "a page is open, CPU an event",
        value: median(costs.page),
        unit: "us",
        baseline,
        ratio: pairedRatio(costs.page, costs.none)
      },
      {
        name: "one page, messages",
        value: weight.perSecond / 1_024,
        unit: "KiB a second",
        note: `at ${Math.round(weight.events)} events a second, base64 included`
      }
    ]
  }
}
