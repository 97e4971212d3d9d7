/**
 * Wikipedia's page summaries. Answers below `/{language}/api/rest_v1`, as the real hosts do with the language in the
 * host's name, and below `/{language}`, as the requests of this project are filed.
 */
import { withCaching } from "../caching.ts"
import { jsonReply, type Reply, textReply, withHeaders } from "../reply.ts"
import type { Door } from "./door.ts"
import { agentRefusal } from "./wikimedia-words.ts"

const summaryPath = /^\/([a-z][a-z-]{1,15})(?:\/api\/rest_v1)?\/page\/summary\/([^/]{1,1000})$/

const notFound = (): Reply =>
  jsonReply(404, {
    type: "https://mediawiki.org/wiki/HyperSwitch/errors/not_found",
    title: "Not found.",
    method: "get",
    detail: "Page or revision not found."
  })

export const wikipediaDoor: Door = {
  provider: "wikipedia",
  refusal: agentRefusal,
  answer: (asked, shelf) => {
    const [, language = "", title = ""] = summaryPath.exec(asked.path) ?? []
    const plain = decodeURIComponent(title)
    if (plain === "") return notFound()
    const written = encodeURIComponent(plain.replaceAll(" ", "_"))
    if (plain.includes(" ")) return withHeaders(textReply(302, ""), { location: written })
    const found = shelf.find(`wikipedia /${language}/page/summary/${written}`)
    return found === undefined ? notFound() : withCaching(found, "s-maxage=1209600, max-age=300", asked)
  }
}
