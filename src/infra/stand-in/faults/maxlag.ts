import { jsonReply, withHeaders } from "../reply.ts"
import { fault } from "./fault.ts"

export const maxlag = fault({
  kind: "maxlag",
  what: "Wikidata is behind its own copies: an error with status 200, Retry-After and X-Database-Lag",
  variants: ["json"],
  only: ["wikidata", "wikipedia"],
  reply: ({ settings }) => {
    const lag = 5 + settings.retryAfterSeconds / 10
    const info = `Waiting for 10.64.0.1: ${lag} seconds lagged`
    const error = { code: "maxlag", info, host: "10.64.0.1", lag, type: "db" }
    return withHeaders(jsonReply(200, { error }), {
      "retry-after": String(settings.retryAfterSeconds),
      "x-database-lag": String(Math.ceil(lag))
    })
  }
})
