import { overLimitMessage } from "../doors/tmdb-words.ts"
import { withHeaders } from "../reply.ts"
import { fault } from "./fault.ts"
import { refusalOf } from "./refusal-words.ts"
import { retryAfterForms, retryAfterOf } from "./retry-after.ts"

export const tooManyJson = fault({
  kind: "too-many-json",
  what: "429 as JSON (status_code 25), with Retry-After in seconds or as a date",
  variants: retryAfterForms,
  reply: (scene) =>
    withHeaders(refusalOf(scene.asked.provider, 429, 25, overLimitMessage), { "retry-after": retryAfterOf(scene) })
})
