/** A library in a Hono application: Request in, Response out, as in every runtime that speaks the web's own words. */
import { serve } from "@hono/node-server"
import { Hono } from "hono"
import { createLibrary } from "../../src/index.ts"
import { httpHandler } from "../../src/http.ts"
import { exampleOptions, onStop } from "./support.ts"

const library = await createLibrary(exampleOptions())
const films = httpHandler(library.context, { basePath: "/films" })

const app = new Hono()
app.get("/", (context) => context.text("Everything about films is below /films.\n"))
app.all("/films/*", (context) => films.handle(context.req.raw))

const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) =>
  console.log(`http://127.0.0.1:${port}/films`)
)

onStop(async () => {
  await films.close()
  server.close()
  await library.close()
})
