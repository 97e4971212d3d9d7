/**
 * Ten thousand films wanted at once and one person who waits, over real HTTP, through the whole engine, against a stand-in
 * that allows 40 requests a second and counts them: `node scripts/wanted.ts [--movies 10000] [--seconds 420] [--json]`.
 * It fails when the limit was passed, a film is not done, or the person's p95 is more than two round trips above idle.
 */
import { Effect } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { minuteMs, secondMs } from "../src/domain/time.ts"
import { progressOn } from "../src/shells/terminal/progress.ts"
import { facts as factLines } from "../src/shells/terminal/table.ts"
import type { StandInStatus } from "../src/infra/stand-in/stand-in.ts"
import type { WantedOrders } from "./wanted/orders.ts"
import { type RunFacts, runWanted } from "./wanted/run-wanted.ts"
import { startStandIn } from "./wanted/stand-in-child.ts"
import { wantedLibrary } from "./wanted/wanted-library.ts"

const { values } = parseArgs({
  options: {
    movies: { type: "string", default: "10000" },
    seconds: { type: "string", default: "420" },
    json: { type: "boolean", default: false }
  }
})

const movies = Number(values.movies)
const secondsMax = Number(values.seconds)
const pauseMs = 1_500
const idleAskings = 30
const busyAskingsMax = Math.ceil((secondsMax * secondMs) / pauseMs)
const orders: WantedOrders = {
  movies,
  askings: idleAskings + busyAskingsMax,
  limit: 40,
  latencyMs: 80,
  imageLatencyMs: 40
}

const quantile = (list: ReadonlyArray<number>, share: number): number =>
  list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? Number.NaN
const waits = (list: ReadonlyArray<number>) => ({
  count: list.length,
  p50: quantile(list, 0.5),
  p95: quantile(list, 0.95),
  max: Math.max(...list)
})

/** The longest waits of the busy person, with the second in which each began. */
const longestWaits = (list: ReadonlyArray<number>) => {
  let at = 0
  const begun = list.map((waitedMs) => {
    const second = Math.round(at / secondMs)
    at += waitedMs + pauseMs
    return { second, waitedMs: Math.round(waitedMs) }
  })
  return begun.toSorted((a, b) => b.waitedMs - a.waitedMs).slice(0, 8)
}

const outcomeOf = (run: RunFacts, { providers }: StandInStatus) => {
  const idle = waits(run.idle)
  const busy = waits(run.busy)
  const { images, tmdb } = providers
  return {
    machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.version}`,
    movies,
    limit: orders.limit,
    roundTripMs: orders.latencyMs,
    tmdb: { requests: tmdb.requests, busiestSecond: tmdb.busiestSecond, refused: tmdb.limited },
    images: { requests: images.requests, busiestSecond: images.busiestSecond, refused: images.limited },
    idle,
    busy,
    longest: longestWaits(run.busy),
    unanswered: run.unanswered,
    background: run.background,
    memory: { peakRss: run.peakRss, peakHeap: run.peakHeap },
    heldUp: run.heldUp,
    coreShare: run.coreShare,
    load: loadavg()[0] ?? 0,
    holds: {
      "the limit was never passed": Math.max(tmdb.busiestSecond, images.busiestSecond) <= orders.limit,
      "every film is done": run.background.done === movies && run.unanswered === 0,
      "p95 is within two round trips of idle": busy.p95 - idle.p95 <= 2 * orders.latencyMs
    }
  }
}

const ms = (value: number): string => `${value.toFixed(0)} ms`
const waitText = ({ count, max, p50, p95 }: ReturnType<typeof waits>): string =>
  `p50 ${ms(p50)}, p95 ${ms(p95)}, longest ${ms(max)} (${count} askings)`

const show = (outcome: ReturnType<typeof outcomeOf>): void => {
  const { background, memory } = outcome
  const doorText = (door: { readonly requests: number; readonly busiestSecond: number; readonly refused: number }) =>
    `${door.requests} requests, ${door.busiestSecond} in the busiest second of ${outcome.limit} allowed, ${door.refused} refused`
  const rows: ReadonlyArray<readonly [string, string]> = [
    ["machine", outcome.machine],
    ["films wanted at once", String(outcome.movies)],
    ["done", `${background.done} in ${background.seconds.toFixed(1)} s; tries that failed: ${background.failed}`],
    ["tmdb, at the server", doorText(outcome.tmdb)],
    ["images, at the server", doorText(outcome.images)],
    ["a round trip to tmdb", ms(outcome.roundTripMs)],
    ["the person, idle", waitText(outcome.idle)],
    ["the person, busy", waitText(outcome.busy)],
    ["  its longest waits", outcome.longest.map((each) => `${ms(each.waitedMs)} at ${each.second} s`).join(", ")],
    ["slowest film in work", ms(background.slowestMs)],
    ["longest without one done", ms(background.longestLullMs)],
    ["waiting at a provider", `${background.waitingMax} at most`],
    ["processor", `${(outcome.coreShare * 100).toFixed(0)} % of one core`],
    ["this process held up", `p99 ${ms(outcome.heldUp.p99)}, longest ${ms(outcome.heldUp.max)}`],
    ["others on this machine", `load ${outcome.load.toFixed(1)} in the last minute`],
    ["memory", `${(memory.peakRss / 2 ** 20).toFixed(0)} MiB RSS, ${(memory.peakHeap / 2 ** 20).toFixed(0)} MiB heap`],
    ...Object.entries(outcome.holds).map(([law, holds]) => [law, holds ? "yes" : "NO"] as const)
  ]
  console.log(factLines(rows).join("\n"))
}

const directory = mkdtempSync(join(tmpdir(), "reelstate-wanted-"))
const standIn = await startStandIn(orders)
const progress = progressOn(process.stderr)
try {
  const run = runWanted({
    movies,
    idleAskings,
    busyAskingsMax,
    pauseMs: Math.min(pauseMs, minuteMs),
    secondsMax,
    onIdleOver: Effect.promise(standIn.resetCounters),
    onSecond: (done, seconds) => progress.show(done / movies, `${done} of ${movies} after ${seconds} s`)
  })
  const facts = await Effect.runPromise(run.pipe(Effect.provide(wantedLibrary(directory, standIn.baseUrls))))
  progress.clear()
  const outcome = outcomeOf(facts, await standIn.status())
  if (values.json) console.log(JSON.stringify(outcome))
  else show(outcome)
  process.exitCode = Object.values(outcome.holds).every(Boolean) ? 0 : 1
} finally {
  await standIn.end()
  rmSync(directory, { recursive: true, force: true })
}
