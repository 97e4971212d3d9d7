import { fault } from "./fault.ts"

export const slow = fault({
  kind: "slow",
  what: "the right answer, late (delayMs)",
  variants: ["late"],
  reply: ({ honest, settings }) => {
    const reply = honest()
    return { ...reply, delayMs: reply.delayMs + settings.delayMs }
  }
})
