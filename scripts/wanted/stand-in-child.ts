/** The parent's side of the stand-in's process: start it, ask its counters, end it. */
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import type { StandInStatus } from "../../src/infra/stand-in/stand-in.ts"
import type { StandInSaid, WantedOrders } from "./orders.ts"

const entry = fileURLToPath(new URL("./stand-in-process.ts", import.meta.url))

export interface StandInChild {
  readonly baseUrls: StandInSaid["baseUrls"]
  readonly status: () => Promise<StandInStatus>
  readonly resetCounters: () => Promise<void>
  readonly end: () => Promise<void>
}

/** Starts it; rejects with what it complained about when it ends before it listens. */
export const startStandIn = async (orders: WantedOrders): Promise<StandInChild> => {
  const child = spawn(process.execPath, [entry, JSON.stringify(orders)], { stdio: ["pipe", "pipe", "inherit"] })
  const ended = new Promise<void>((resolve) => void child.once("close", () => resolve()))
  const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const first = await said.next()
  if (first.done === true) throw new Error("the stand-in ended before it listened")
  const { baseUrls } = JSON.parse(first.value) as StandInSaid
  const counters = `${new URL(baseUrls["tmdb"]!).origin}/stand-in/status`
  return {
    baseUrls,
    status: async () => (await (await fetch(counters)).json()) as StandInStatus,
    resetCounters: async () => void (await fetch(counters, { method: "DELETE" })).status,
    end: async () => {
      child.stdin.end()
      await ended
    }
  }
}
