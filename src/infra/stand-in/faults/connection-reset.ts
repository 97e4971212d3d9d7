import { fault } from "./fault.ts"

export const connectionReset = fault({
  kind: "connection-reset",
  what: "the connection is reset before the first byte of an answer",
  variants: ["at-once"],
  reply: ({ honest }) => ({ ...honest(), ending: "reset" })
})
