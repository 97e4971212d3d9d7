/** TMDB's image host: public, and an address never changes what it shows. */
import { withCaching } from "../caching.ts"
import { textReply } from "../reply.ts"
import type { Door } from "./door.ts"

export const imagesDoor: Door = {
  provider: "images",
  refusal: () => undefined,
  answer: (asked, shelf) => {
    const found = shelf.find(`images ${asked.path}`)
    if (found === undefined) return textReply(404, "<h1>File Not Found</h1>\n", "text/html; charset=utf-8")
    return withCaching(found, "public, max-age=31536000", asked)
  }
}
