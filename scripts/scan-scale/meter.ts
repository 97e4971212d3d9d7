/** Time, processor time and the longest time for which nothing else could run, between `begin` and `end`. */
import { monitorEventLoopDelay } from "node:perf_hooks"

export interface Meter {
  readonly begin: () => void
  readonly end: () => void
  readonly read: () => { readonly ms: number; readonly cpuMs: number; readonly blockedMs: number }
}

export const makeMeter = (): Meter => {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const began = { at: 0, cpu: process.cpuUsage() }
  const taken = { ms: 0, cpuMs: 0 }
  return {
    begin: () => {
      delay.reset()
      began.at = performance.now()
      began.cpu = process.cpuUsage()
    },
    end: () => {
      taken.ms = performance.now() - began.at
      const { user, system } = process.cpuUsage(began.cpu)
      taken.cpuMs = (user + system) / 1_000
    },
    read: () => ({ ...taken, blockedMs: delay.max / 1e6 })
  }
}
