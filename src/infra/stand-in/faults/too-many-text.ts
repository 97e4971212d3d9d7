import { textReply, withHeaders } from "../reply.ts"
import { fault } from "./fault.ts"
import { retryAfterForms, retryAfterOf } from "./retry-after.ts"

export const tooManyText = fault({
  kind: "too-many-text",
  what: "429 as plain text, with Retry-After in seconds or as a date",
  variants: retryAfterForms,
  reply: (scene) => withHeaders(textReply(429, "Too Many Requests\n"), { "retry-after": retryAfterOf(scene) })
})
