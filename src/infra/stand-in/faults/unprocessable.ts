import { jsonReply } from "../reply.ts"
import { fault } from "./fault.ts"

export const unprocessable = fault({
  kind: "unprocessable",
  what: "422 with a list of errors and no status_code",
  variants: ["json"],
  only: ["tmdb"],
  reply: () => jsonReply(422, { errors: ["query must be provided"] })
})
