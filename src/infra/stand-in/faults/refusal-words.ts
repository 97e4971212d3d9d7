/** A refusal in the form that each service gives its refusals. */
import type { ProviderName } from "../../../services/data-provider.ts"
import { omdbRefusal } from "../doors/omdb-door.ts"
import { tmdbRefusal } from "../doors/tmdb-words.ts"
import { jsonReply, type Reply, textReply } from "../reply.ts"

/** `code` is TMDB's own status code. */
export const refusalOf = (provider: ProviderName, status: number, code: number, message: string): Reply => {
  switch (provider) {
    case "tmdb":
      return tmdbRefusal(status, code, message)
    case "imdb":
      return omdbRefusal(status, message)
    case "wikidata":
    case "wikipedia":
      return jsonReply(status, { httpCode: status, httpReason: message })
    case "images":
      return textReply(status, `${message}\n`)
  }
}
