import { textReply, withHeaders } from "../reply.ts"
import { fault } from "./fault.ts"

const signInPage = "<!DOCTYPE html><html><body><h1>Please sign in to this network</h1></body></html>\n"

export const wrongContentType = fault({
  kind: "wrong-content-type",
  what: "200 with the sign-in page of a hotel, or the right body under a wrong content type",
  variants: ["sign-in-page", "mislabelled"],
  reply: ({ honest, variant }) =>
    variant === "sign-in-page"
      ? textReply(200, signInPage, "text/html; charset=utf-8")
      : withHeaders(honest(), { "content-type": "text/html; charset=utf-8" })
})
