import { notFoundMessage } from "../doors/tmdb-words.ts"
import { jsonReply } from "../reply.ts"
import { fault } from "./fault.ts"
import { refusalOf } from "./refusal-words.ts"

export const notFoundFault = fault({
  kind: "not-found",
  what: "404 for something that is there, with `success` and without",
  variants: ["with-success", "without-success"],
  reply: ({ asked, variant }) =>
    asked.provider === "tmdb" && variant === "without-success"
      ? jsonReply(404, { status_code: 34, status_message: notFoundMessage })
      : refusalOf(asked.provider, 404, 34, notFoundMessage)
})
