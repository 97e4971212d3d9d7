/** The run: a person who asks while nobody else does, then the same person while thousands of films are wanted at once. */
import { Clock, Effect, Fiber } from "effect"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { itemsPerEventMax } from "../../src/domain/event.ts"
import { secondMs } from "../../src/domain/time.ts"
import { ProviderBudgets } from "../../src/infra/http/provider-budgets.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Library } from "../../src/services/library.ts"
import { Store } from "../../src/services/store.ts"
import { askedFilm, bulkFilm } from "./orders.ts"

export interface RunOptions {
  readonly movies: number
  readonly idleAskings: number
  readonly busyAskingsMax: number
  /** Between two askings. */
  readonly pauseMs: number
  /** Whoever is not done by then is counted as starved. */
  readonly secondsMax: number
  readonly onIdleOver: Effect.Effect<void>
  readonly onSecond: (done: number, seconds: number) => void
}

export interface BackgroundFacts {
  readonly done: number
  readonly failed: number
  readonly seconds: number
  /** The longest that one film's work took from its turn to its end, and the longest time in which no film was done. */
  readonly slowestMs: number
  readonly longestLullMs: number
  readonly waitingMax: number
}

export interface RunFacts {
  readonly idle: ReadonlyArray<number>
  readonly busy: ReadonlyArray<number>
  readonly unanswered: number
  readonly background: BackgroundFacts
  readonly peakRss: number
  readonly peakHeap: number
  /** The share of one core that the library took while it was busy. */
  readonly coreShare: number
  /** How long this process did nothing else, milliseconds: the 99th of 100, and the longest. */
  readonly heldUp: { readonly p99: number; readonly max: number }
}

/** Milliseconds until the film is known; undefined when it is not. */
const ask = Effect.fnUntraced(function* (index: number) {
  const library = yield* Library
  const from = yield* Clock.monotonicTimeNanos
  const outcome = yield* library.requestAndWait({ movie: `tmdb:${askedFilm(index)}`, level: "basic" })
  const tookMs = Number((yield* Clock.monotonicTimeNanos) - from) / 1e6
  return outcome.reached ? tookMs : undefined
})

const askAgainAndAgain = Effect.fnUntraced(function* (
  from: number,
  to: number,
  pauseMs: number,
  into: Array<number | undefined>
) {
  for (let index = from; index < to; index++) {
    into.push(yield* ask(index))
    yield* Effect.sleep(pauseMs)
  }
})

const wantAll = Effect.fnUntraced(function* (count: number) {
  const bus = yield* EventBus
  const movies = Array.from({ length: count }, (_, index) => ({ movie: `tmdb:${bulkFilm(index)}` }))
  for (let at = 0; at < count; at += itemsPerEventMax) {
    const some = movies.slice(at, at + itemsPerEventMax)
    yield* bus.publish({ type: "BulkImportRequested", movies: some })
    yield* bus.publish({ type: "BulkEnrichRequested", movies: some.map(({ movie }) => movie), level: "basic" })
  }
})

const bulkAliases = (count: number) => new Set(Array.from({ length: count }, (_, index) => `tmdb:${bulkFilm(index)}`))

/** What the journal says of the films that were wanted at once. */
const backgroundFacts = Effect.fnUntraced(function* (count: number, startedAt: number, waitingMax: number) {
  const store = yield* Store
  const wanted = bulkAliases(count)
  const ids = new Set<string>()
  const ends: Array<number> = []
  const done = new Set<string>()
  let [failed, slowestMs] = [0, 0]
  for (let at = 1; at <= store.lastPosition(); at += 1_000) {
    for (const { event } of yield* store.read(at, 1_000)) {
      if (event.type === "MovieCreated" && event.aliases.some((alias) => wanted.has(alias))) ids.add(event.movie)
      if (event.type === "EnrichmentFailed" && ids.has(event.movie)) failed += 1
      if (event.type !== "MovieEnriched" || !ids.has(event.movie)) continue
      done.add(event.movie)
      ends.push(event.at)
      slowestMs = Math.max(slowestMs, event.durationMs)
    }
  }
  const lulls = ends.map((at, index) => at - (ends[index - 1] ?? startedAt))
  const seconds = ((ends.at(-1) ?? startedAt) - startedAt) / secondMs
  const longestLullMs = Math.max(0, ...lulls)
  return { done: done.size, failed, seconds, slowestMs, longestLullMs, waitingMax } satisfies BackgroundFacts
})

const known = Effect.map(Store, (store) => {
  let count = 0
  for (const { lifecycle } of store.all()) if (lifecycle.state !== "initial") count += 1
  return count
})

export const runWanted = Effect.fnUntraced(function* (options: RunOptions) {
  const { idleAskings, movies, pauseMs } = options
  const budgets = yield* ProviderBudgets
  const [idle, busy]: [Array<number | undefined>, Array<number | undefined>] = [[], []]
  yield* askAgainAndAgain(0, idleAskings, pauseMs, idle)
  yield* options.onIdleOver
  const startedAt = yield* Clock.currentTimeMillis
  const loop = monitorEventLoopDelay({ resolution: 5 })
  loop.enable()
  const usedBefore = process.cpuUsage()
  const peak = { rss: 0, heap: 0, waiting: 0 }
  const person = yield* Effect.forkChild(
    askAgainAndAgain(idleAskings, idleAskings + options.busyAskingsMax, pauseMs, busy)
  )
  yield* wantAll(movies)
  for (let second = 0; second < options.secondsMax; second++) {
    yield* Effect.sleep(secondMs)
    const { heapUsed, rss } = process.memoryUsage()
    const waiting = (yield* budgets.status).map((each) => each.waiting.background)
    Object.assign(peak, { rss: Math.max(peak.rss, rss), heap: Math.max(peak.heap, heapUsed) })
    peak.waiting = Math.max(peak.waiting, ...waiting)
    const done = (yield* known) - idle.length - busy.length
    options.onSecond(done, second)
    if (done >= movies) break
  }
  yield* Fiber.interrupt(person)
  const used = process.cpuUsage(usedBefore)
  const busyMs = (yield* Clock.currentTimeMillis) - startedAt
  const background = yield* backgroundFacts(movies, startedAt, peak.waiting)
  const answered = (list: ReadonlyArray<number | undefined>) => list.filter((each) => each !== undefined)
  const facts: RunFacts = {
    idle: answered(idle),
    busy: answered(busy),
    unanswered: [...idle, ...busy].filter((each) => each === undefined).length,
    background,
    peakRss: peak.rss,
    peakHeap: peak.heap,
    coreShare: (used.user + used.system) / 1_000 / busyMs,
    heldUp: { p99: loop.percentile(99) / 1e6, max: loop.max / 1e6 }
  }
  return facts
})
