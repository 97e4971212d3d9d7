/** Processor time of a server for a movie that is known, against the same JSON from bare node:http and from Fastify. */
import autocannon from "autocannon"
import { join } from "node:path"
import { canPin, pinAside, type Served, serveAs } from "./http/served-process.ts"
import { type Bench, median, pairedRatio, type Row } from "./support/harness.ts"

const contestants = [
  "node:http",
  "fastify",
  "reelstate",
  "reelstate with its log",
  "reelstate while written to"
] as const
const connections = 32
const path = "/v1/movies/tmdb%3A13"

interface Measured {
  /** Processor time of the server for one request, in microseconds. */
  readonly cpuMicros: number
  readonly p99Ms: number
  readonly requests: number
  /** Events that were written meanwhile, a second. */
  readonly written: number
}

const measure = async (served: Served, seconds: number): Promise<Measured> => {
  const before = await served.usage()
  const result = await autocannon({ url: `${served.url}${path}`, connections, duration: seconds })
  const after = await served.usage()
  const requests = result.requests.total
  if (result.non2xx + result.errors > 0) throw new Error(`${served.name}: ${result.non2xx} answers were not 200`)
  const written = (after.written - before.written) / seconds
  return { cpuMicros: (after.cpuMicros - before.cpuMicros) / requests, p99Ms: result.latency.p99, requests, written }
}

type All = Record<(typeof contestants)[number], ReadonlyArray<Measured>>

const rounds = async (servers: ReadonlyArray<Served>, count: number, seconds: number): Promise<All> => {
  const all: Record<string, Array<Measured>> = Object.fromEntries(contestants.map((name) => [name, []]))
  for (let round = 0; round <= count; round++) {
    for (const served of servers) {
      const measured = await measure(served, seconds)
      // The first round warms the compilers up.
      if (round > 0) all[served.name]!.push(measured)
    }
  }
  return all as unknown as All
}

/**
 * What is written costs processor time of its own, and this is the sum: the answers are kept all the same, because they are
 * about another movie than the one that changes.
 */
const whileWritten = (written: ReadonlyArray<number>, quiet: ReadonlyArray<number>, all: All): ReadonlyArray<Row> => {
  const events = all["reelstate while written to"].map(({ written: count }) => count)
  return [
    {
      name: "the same while other movies change all the time, the writing included",
      value: median(written),
      unit: "us a request",
      baseline: { name: "reelstate", value: median(quiet) },
      ratio: pairedRatio(written, quiet)
    },
    { name: "events that were written meanwhile, a second", value: median(events), unit: "events/s" }
  ]
}

const rowsOf = (all: All): ReadonlyArray<Row> => {
  const cpu = (name: keyof All) => all[name].map(({ cpuMicros }) => cpuMicros)
  const p99 = (name: keyof All) => median(all[name].map(({ p99Ms }) => p99Ms))
  const against = (name: string, of: keyof All, to: keyof All, aim: number): Row => {
    const ratio = pairedRatio(cpu(of), cpu(to))
    return {
      name,
      value: median(cpu(of)),
      unit: "us a request",
      baseline: { name: to, value: median(cpu(to)) },
      ratio,
      aim: `at most ${aim} times`,
      reached: ratio <= aim
    }
  }
  return [
    against("processor time for a known movie, against node:http", "reelstate", "node:http", 2.2),
    against("the same against Fastify", "reelstate", "fastify", 1.8),
    against("the same with the access log, against without", "reelstate with its log", "reelstate", 1.25),
    ...whileWritten(cpu("reelstate while written to"), cpu("reelstate"), all),
    ...contestants.map((name) => ({ name: `p99 of ${name}, ${connections} at a time`, value: p99(name), unit: "ms" }))
  ]
}

export const httpBench: Bench = {
  name: "http",
  about: `the answer to GET ${path} (${canPin ? "servers on one processor, clients on another" : "not pinned"})`,
  run: async ({ directory, smoke }) => {
    pinAside()
    const servers: Array<Served> = []
    try {
      for (const [index, name] of contestants.entries()) servers.push(await serveAs(name, join(directory, `${index}`)))
      return rowsOf(await rounds(servers, smoke ? 1 : 5, smoke ? 1 : 3))
    } finally {
      await Promise.all(servers.map(({ stop }) => stop()))
    }
  }
}
