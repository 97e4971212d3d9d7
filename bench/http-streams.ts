/** A thousand clients of the event stream at a time: what each costs, that all get everything, and what slow ones cost. */
import { once } from "node:events"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { messageFrom, pinAside, programs, type Served, serveAs, spawnPinned } from "./http/served-process.ts"
import type { Bench } from "./support/harness.ts"

interface Counted {
  /** Events that the worst off has got. */
  readonly least: number
}

const readersOf = async (served: Served, count: number, how: "read" | "sleep") => {
  const child = spawnPinned(1, programs.readers, [served.url, String(count), how])
  await messageFrom(child)
  const counted = async (asked: "count" | "wake" = "count") => {
    const answered = messageFrom(child)
    child.send(asked)
    return (await answered) as Counted
  }
  const stop = async () => {
    const ended = once(child, "exit")
    child.disconnect()
    await ended
  }
  return { counted, stop }
}

const batch = 100

const small = { type: "MovieViewed", movie: "tmdb:13" }
/** So large that the sockets of the kernel cannot take all of them. */
const large = { type: "VideoRemoved", path: `/films/${"a file that is not here ".repeat(42)}.mkv`, evidence: [] }

const publish = async ({ url }: Served, events: number, event: object) => {
  const body = JSON.stringify(Array.from({ length: batch }, () => event))
  for (let sent = 0; sent < events; sent += batch) {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body }
    const response = await fetch(`${url}/v1/events`, init)
    if (!response.ok) throw new Error(`publishing was answered with ${response.status}`)
    await response.arrayBuffer()
  }
}

const heldBy = async (served: Served): Promise<number> => {
  const { memory } = await served.usage("collect")
  // `external` holds the array buffers too.
  return memory.heapUsed + memory.external
}

const waitUntil = async (isDone: () => Promise<boolean>): Promise<number> => {
  const from = performance.now()
  while (!(await isDone()) && performance.now() - from < 60_000) await pause(50)
  return performance.now() - from
}

const kilobytes = (bytes: number): number => bytes / 1_024

/** Clients that read: their cost at rest, and whether each gets every event. */
const reading = async (served: Served, clients: number, events: number) => {
  const before = await heldBy(served)
  const residentBefore = (await served.usage("collect")).memory.rss
  const readers = await readersOf(served, clients, "read")
  const perClient = ((await heldBy(served)) - before) / clients
  const residentPerClient = ((await served.usage("collect")).memory.rss - residentBefore) / clients
  const cpuBefore = (await served.usage()).cpuMicros
  await publish(served, events, small)
  const lateMs = await waitUntil(async () => (await readers.counted()).least >= events)
  const cpu = ((await served.usage()).cpuMicros - cpuBefore) / (clients * events)
  const { least } = await readers.counted()
  await readers.stop()
  return { perClient, residentPerClient, lateMs, least, cpu }
}

const catchUpsOf = async ({ url }: Served): Promise<number> => {
  const status = (await (await fetch(`${url}/v1/status`)).json()) as { http: { streams: { catchUps: number } } }
  return status.http.streams.catchUps
}

/** Clients that read nothing: what the server holds for them while far more is published than a socket takes. */
const sleeping = async (served: Served, clients: number, events: number) => {
  // The window of the bus and the ring are full before: what is counted is the clients'.
  await publish(served, events * 1.5, large)
  const readers = await readersOf(served, clients, "sleep")
  const before = await heldBy(served)
  await publish(served, events, large)
  await pause(500)
  const held = ((await heldBy(served)) - before) / clients
  const behind = await catchUpsOf(served)
  await readers.counted("wake")
  await waitUntil(async () => (await readers.counted()).least >= events)
  const { least } = await readers.counted()
  const catchUps = (await catchUpsOf(served)) - behind
  await readers.stop()
  return { held, least, catchUps }
}

export const httpStreamsBench: Bench = {
  name: "http-streams",
  about: "clients of GET /v1/events, over real sockets from another process",
  run: async ({ directory, smoke }) => {
    pinAside()
    const [clients, events] = smoke ? [50, 200] : [1_000, 1_000]
    const served = await serveAs("reelstate", join(directory, "streams"))
    try {
      await publish(served, batch, small)
      const all = await reading(served, clients, events)
      const sleepers = clients / 5
      const slow = await sleeping(served, sleepers, events * 6)
      return [
        { name: `memory of each of ${clients} clients at rest`, value: kilobytes(all.perClient), unit: "kB held" },
        { name: "the same, as the system sees it", value: kilobytes(all.residentPerClient), unit: "kB resident" },
        {
          name: `events that the last of them got, of ${events}`,
          value: all.least,
          unit: "",
          aim: "all",
          reached: all.least === events,
          note: `${all.lateMs.toFixed(0)} ms after the last was published`
        },
        { name: "processor time for one event to one client", value: all.cpu, unit: "us" },
        {
          name: `memory that each of ${sleepers} clients who read nothing holds after ${events * 6} events`,
          value: kilobytes(slow.held),
          unit: "kB held"
        },
        {
          name: `events that the last of 20 of them got once it read again, of ${events * 6}`,
          value: slow.least,
          unit: "",
          aim: "all",
          reached: slow.least === events * 6,
          note: `caught up from the journal in ${slow.catchUps} readings`
        }
      ]
    } finally {
      await served.stop()
    }
  }
}
