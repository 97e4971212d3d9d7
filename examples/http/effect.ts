/** A library and its server as layers of an Effect program, with something of one's own beside them. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Stream } from "effect"
import { eventStream, Library, libraryLayer } from "../../src/index.ts"
import { serveHttp } from "../../src/http.ts"
import { exampleOptions } from "./support.ts"

const program = Effect.gen(function* () {
  const { url } = yield* serveHttp({ port: 0, basePath: "/films" })
  yield* Console.log(`${url}/films`)
  const library = yield* Library
  yield* library.request({ movie: "tmdb:13", level: "basic" })
  yield* Stream.runForEach(eventStream({ after: 0, types: ["MovieEnriched"] }), ({ event }) =>
    Console.error(`learnt: ${JSON.stringify(event)}`)
  )
})

const layer = libraryLayer({ ...exampleOptions(), latencyScale: 0, what: "example", isVirtual: false })
NodeRuntime.runMain(program.pipe(Effect.scoped, Effect.provide(layer)))
