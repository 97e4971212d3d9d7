/** A library as a plugin of Fastify; Fastify's own routes stand beside it. */
import fastify from "fastify"
import { createLibrary } from "../../src/index.ts"
import { httpHandler } from "../../src/http.ts"
import { exampleOptions, onStop } from "./support.ts"

const library = await createLibrary(exampleOptions())
const films = httpHandler(library.context, { basePath: "/films" })

const app = fastify()
app.get("/", () => "Everything about films is below /films.\n")
await app.register((scope) => {
  // The library reads bodies itself, and bounds them.
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser("*", (_request, _payload, done) => done(null))
  scope.all("/films/*", (request, reply) => {
    reply.hijack()
    films.listener(request.raw, reply.raw)
  })
  return Promise.resolve()
})

console.log(`${await app.listen({ port: 0, host: "127.0.0.1" })}/films`)

onStop(async () => {
  await films.close()
  await app.close()
  await library.close()
})
