import { fault } from "./fault.ts"

export const stalledBody = fault({
  kind: "stalled-body",
  what: "headers and half a body, and then nothing, for as long as anybody waits",
  variants: ["half"],
  reply: ({ honest }) => ({ ...honest(), ending: "stalled" })
})
