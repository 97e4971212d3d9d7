import { type Reply, textReply } from "../reply.ts"
import { fault } from "./fault.ts"
import { refusalOf } from "./refusal-words.ts"

const gatewayPage = (status: number, reason: string): Reply =>
  textReply(status, `<html><head><title>${status} ${reason}</title></head></html>\n`, "text/html")

export const serverError = fault({
  kind: "server-error",
  what: "500 (status_code 11), or 502 and 503 as the page of a gateway",
  variants: ["500", "502", "503"],
  reply: ({ asked, variant }) => {
    if (variant === "502") return gatewayPage(502, "Bad Gateway")
    if (variant === "503") return gatewayPage(503, "Service Unavailable")
    return refusalOf(asked.provider, 500, 11, "Internal error: Something went wrong, contact TMDb.")
  }
})
