/** A library in an Express application, with a token of the application's own. */
import express from "express"
import { createLibrary } from "../../src/index.ts"
import { httpHandler } from "../../src/http.ts"
import { exampleOptions, onStop } from "./support.ts"

const library = await createLibrary(exampleOptions())
const films = httpHandler(library.context, { basePath: "/films", token: "a-token-of-your-own" })

const app = express()
app.get("/", (_, response) => void response.send("Everything about films is below /films.\n"))
// Before any body parser: the library reads bodies itself, and bounds them.
app.all("/films/{*rest}", films.listener)

const server = app.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as { port: number }
  console.log(`http://127.0.0.1:${port}/films`)
})

onStop(async () => {
  await films.close()
  server.close()
  await library.close()
})
