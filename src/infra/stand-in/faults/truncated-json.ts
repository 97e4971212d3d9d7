import { bytesOf } from "../reply.ts"
import { fault } from "./fault.ts"

export const truncatedJson = fault({
  kind: "truncated-json",
  what: "half a body: the connection closes too early, or the length says that half is all",
  variants: ["connection-closed", "length-agrees"],
  reply: ({ honest, variant }) => {
    const reply = honest()
    if (variant === "connection-closed") return { ...reply, ending: "cut" }
    const bytes = bytesOf(reply)
    return { ...reply, body: bytes.subarray(0, Math.floor(bytes.length / 2)) }
  }
})
