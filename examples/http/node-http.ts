/** A library behind a server of Node's own: everything below /films is answered by it, the rest by you. */
import { createServer } from "node:http"
import { createLibrary } from "../../src/index.ts"
import { httpHandler } from "../../src/http.ts"
import { exampleOptions, onStop } from "./support.ts"

const library = await createLibrary(exampleOptions())
const films = httpHandler(library.context, { basePath: "/films" })

const server = createServer((request, response) => {
  if (request.url?.startsWith("/films/")) return films.listener(request, response)
  response.end("Everything about films is below /films.\n")
})

server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as { port: number }
  console.log(`http://127.0.0.1:${port}/films`)
})

onStop(async () => {
  await films.close()
  server.close()
  await library.close()
})
