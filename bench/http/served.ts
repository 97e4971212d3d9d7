/**
 * One server in a process of its own, so that its processor time is its own: `served.ts <what> <directory>`. It tells its
 * address to its parent, and its processor time whenever it is asked.
 */
import { Effect } from "effect"
import fastify from "fastify"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { makeAccessLog, serveHttp } from "../../src/http.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Library } from "../../src/services/library.ts"
import { libraryLayer } from "../../src/shells/library-layer.ts"

const [what = "", directory = ""] = process.argv.slice(2)
const fixtures = join(import.meta.dirname, "../../fixtures/replay")

const library = libraryLayer({ directory, fixtures, latencyScale: 0, what: "bench", isVirtual: false })

/** The movie that everybody answers with: all that is known of it, from the replay fixtures. */
const known = Effect.gen(function* () {
  const { requestAndWait } = yield* Library
  const outcome = yield* requestAndWait({ movie: "tmdb:13", level: "deep" })
  if (!outcome.reached) return yield* Effect.die(new Error(`the movie could not be learnt: ${outcome.reason}`))
  return { level: "deep", movie: outcome.movie }
})

const listening = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  })

const plain = (answer: unknown) =>
  listening(
    createServer((_request, response) => {
      const body = JSON.stringify(answer)
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) })
      response.end(body)
    })
  )

const withFastify = async (answer: unknown) => {
  const app = fastify()
  app.get("/v1/movies/:ref", (_request, reply) => reply.send(answer))
  return app.listen({ port: 0, host: "127.0.0.1" })
}

const ours = Effect.fnUntraced(function* () {
  const accessLog =
    what === "reelstate with its log" ? yield* makeAccessLog({ file: join(directory, "access.log") }) : undefined
  if (what === "reelstate while written to") yield* Effect.forkScoped(writing)
  const { url } = yield* serveHttp({ port: 0, accessLog, streamsMax: 5_000, stallMs: 3_600_000 })
  return url
})

const start = Effect.gen(function* () {
  const answer = yield* known
  if (what === "node:http") return yield* Effect.promise(() => plain(answer))
  if (what === "fastify") return yield* Effect.promise(() => withFastify(answer))
  return yield* ours()
})

const collect = (): void => {
  for (let times = 0; times < 4; times++) (globalThis as { readonly gc?: () => void }).gc?.()
}

/** So many events, so often, in milliseconds. */
const [eventsAtATime, writeEveryMs] = [10, 20] as const
let written = 0

/** Other movies are looked at without end. */
const writing = Effect.gen(function* () {
  const bus = yield* EventBus
  const movies = Array.from({ length: eventsAtATime }, (_, index) => ({
    movie: `tmdb:${900_000 + index}` as const,
    title: `Film ${index}`
  }))
  yield* bus.publish({ type: "BulkImportRequested", movies })
  for (;;) {
    yield* bus.publishAll(movies.map(({ movie }) => ({ type: "MovieViewed", movie })))
    written += eventsAtATime
    yield* Effect.sleep(writeEveryMs)
  }
})

process.on("message", (asked) => {
  if (asked === "collect") collect()
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuMicros: user + system, memory: process.memoryUsage(), written })
})
process.on("disconnect", () => process.exit(0))

await Effect.runPromise(
  Effect.gen(function* () {
    const url = yield* start
    process.send?.({ url })
    yield* Effect.never
  }).pipe(Effect.provide(library), Effect.scoped)
)
