/** OMDb: everything it has to say it says with HTTP 200, but for keys. */
import { withCaching } from "../caching.ts"
import { jsonReply, type Reply } from "../reply.ts"
import { keyOf } from "../target.ts"
import type { Door } from "./door.ts"

export const omdbRefusal = (status: number, error: string): Reply =>
  jsonReply(status, { Response: "False", Error: error })

export const omdbDoor: Door = {
  provider: "imdb",
  refusal: ({ query }) => ((query["apikey"] ?? "") === "" ? omdbRefusal(401, "No API key provided.") : undefined),
  answer: (asked, shelf) => {
    const id = asked.query["i"]
    const exact = shelf.find(keyOf(asked))
    if (exact !== undefined) return withCaching(exact, "public, max-age=86400", asked)
    if (asked.path !== "/") return jsonReply(404, { Response: "False", Error: "There is nothing at this address." })
    if (id === undefined)
      return omdbRefusal(200, asked.query["t"] === undefined ? "Incorrect IMDb ID." : "Movie not found!")
    if (!/^tt\d{5,10}$/.test(id)) return omdbRefusal(200, "Incorrect IMDb ID.")
    const found = shelf.find(`imdb /?i=${id}`)
    return found === undefined
      ? omdbRefusal(200, "Error getting data.")
      : withCaching(found, "public, max-age=86400", asked)
  }
}
