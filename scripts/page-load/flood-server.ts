/**
 * A server that speaks the lab's wire and nothing else: so many movies, so many moves a second along the chart's own edges, from
 * a seed. No runtime can be slow here, so that what is measured is the page.
 */
import { createServer, type ServerResponse } from "node:http"
import { readFileSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { movieChart } from "../../src/lab/chart/chart-model.ts"
import { chartHash } from "../../src/lab/chart/chart-layout.ts"
import { frameBytes, gaugeNames, type Gauges } from "../../src/lab/wire/frame.ts"
import type { News, Whole, WorldSettings } from "../../src/lab/wire/messages.ts"
import { seededRandom } from "../kill-test/seeded-random.ts"

const framesPerSecond = 20
const leafCount = movieChart.leaves.length
const begin = Date.UTC(2026, 0, 1)
/** A world's minute a second. */
const pace = 60

const movesFrom: ReadonlyArray<ReadonlyArray<{ readonly edge: number; readonly to: number }>> = movieChart.leaves.map(
  (_, leaf) =>
    movieChart.edges.flatMap(({ moves }, edge) =>
      moves.filter((move) => Math.floor(move / leafCount) === leaf).map((move) => ({ edge, to: move % leafCount }))
    )
)

const settings: WorldSettings = { speed: pace, actionsPerDay: 6_000, skew: 1, imageBytesMax: 4e6, faults: [] }

export interface Flood {
  readonly movies: number
  readonly movesPerSecond: number
  readonly pageDirectory: string
}

const types: Readonly<Record<string, string>> = { html: "text/html", js: "text/javascript", css: "text/css" }

const makePopulation = ({ movies, movesPerSecond }: Flood) => {
  const { below, next: random } = seededRandom("flood")
  const leaves = Uint8Array.from({ length: movies }, () => below(leafCount))
  let sequence = 0
  const counts = () => {
    const all = new Uint32Array(leafCount)
    for (const leaf of leaves) all[leaf]! += 1
    return all
  }
  const gauges = (): Gauges =>
    Object.fromEntries(
      gaugeNames.map((name, place) => [name, name === "eventsPerSecond" ? movesPerSecond : place + random()])
    ) as Gauges
  const at = () => begin + Math.round((sequence * 1_000 * pace) / framesPerSecond)
  const position = () => Math.round((sequence * movesPerSecond) / framesPerSecond)

  const frame = (): string => {
    sequence += 1
    const edges = new Uint16Array(movieChart.edges.length)
    const moved = new Map<number, number>()
    for (let move = 0; move < movesPerSecond / framesPerSecond; move++) {
      const movie = below(movies)
      const ways = movesFrom[leaves[movie]!]!
      const way = ways[below(Math.max(1, ways.length))]
      if (way === undefined) continue
      edges[way.edge]! += 1
      leaves[movie] = way.to
      moved.set(movie, way.to)
    }
    const bytes = frameBytes({
      sequence,
      at: at(),
      position: position(),
      gauges: gauges(),
      counts: counts(),
      edges,
      moves: [...moved]
    })
    return Buffer.from(bytes).toString("base64")
  }
  const whole = (): Whole => ({
    kind: "world",
    allow: "write",
    chart: chartHash(),
    sequence,
    at: at(),
    position: position(),
    seed: "flood",
    policy: "none",
    settings,
    movies,
    leaves: Buffer.from(leaves).toString("base64"),
    firstPosition: 0,
    past: []
  })
  const news = (): News => ({ at: at(), settings, invariants: [], providers: [], notices: [] })
  return { frame, whole, news, sequence: () => sequence }
}

/** Serves until `close`. */
export const startFlood = async (flood: Flood) => {
  const population = makePopulation(flood)
  const readers = new Set<ServerResponse>()
  const send = (to: ServerResponse, event: string, data: string) => to.write(`event: ${event}\ndata: ${data}\n\n`)
  const server = createServer(({ url = "/" }, response) => {
    if (url.startsWith("/lab/stream")) {
      response.writeHead(200, { "content-type": "text/event-stream" })
      send(response, "whole", JSON.stringify(population.whole()))
      readers.add(response)
      return void response.on("close", () => readers.delete(response))
    }
    const name = url === "/" ? "index.html" : /^\/lab\/page\/([\w.-]+)$/.exec(url)?.[1]
    if (name === undefined) return void response.writeHead(404).end("{}")
    response.writeHead(200, { "content-type": types[name.split(".").at(-1)!] ?? "text/plain" })
    return void response.end(readFileSync(join(flood.pageDirectory, name)))
  })
  const timer = setInterval(() => {
    const frame = population.frame()
    for (const reader of readers) {
      send(reader, "frame", frame)
      if (population.sequence() % framesPerSecond === 0) send(reader, "news", JSON.stringify(population.news()))
    }
  }, 1_000 / framesPerSecond)
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      clearInterval(timer)
      server.closeAllConnections()
      server.close()
    }
  }
}
