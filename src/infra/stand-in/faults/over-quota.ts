import { omdbRefusal } from "../doors/omdb-door.ts"
import { fault } from "./fault.ts"

export const overQuota = fault({
  kind: "over-quota",
  what: "401 of OMDb after the day's last request: the key is good, and comes back tomorrow",
  variants: ["json"],
  only: ["imdb"],
  reply: () => omdbRefusal(401, "Request limit reached!")
})
