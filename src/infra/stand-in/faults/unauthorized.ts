import { invalidKeyMessage } from "../doors/tmdb-words.ts"
import { jsonReply } from "../reply.ts"
import { fault } from "./fault.ts"
import { refusalOf } from "./refusal-words.ts"

/** TMDB's code 7 was seen in these three forms; the other services have one. */
export const unauthorized = fault({
  kind: "unauthorized",
  what: "401 in three wordings (status_code 7): the key is not accepted",
  variants: ["full", "short", "without-success"],
  reply: ({ asked, variant }) => {
    if (asked.provider === "imdb") return refusalOf("imdb", 401, 7, "Invalid API key!")
    if (variant === "short") return refusalOf(asked.provider, 401, 7, "Invalid API key.")
    if (variant === "full" || asked.provider !== "tmdb") return refusalOf(asked.provider, 401, 7, invalidKeyMessage)
    return jsonReply(401, { status_code: 7, status_message: invalidKeyMessage.replace("You", "you") })
  }
})
