/** Starts a server as a process, pinned to one processor when the machine can do that, and asks it how it is. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { availableParallelism } from "node:os"
import { join } from "node:path"

export interface Usage {
  readonly cpuMicros: number
  readonly memory: NodeJS.MemoryUsage
  /** Events that it has written since it started. */
  readonly written: number
}

export interface Served {
  readonly name: string
  readonly url: string
  readonly usage: (collect?: "collect") => Promise<Usage>
  readonly stop: () => Promise<void>
}

export const canPin = availableParallelism() > 1 && spawnSync("taskset", ["--version"]).status === 0

export const programs = {
  served: join(import.meta.dirname, "served.ts"),
  readers: join(import.meta.dirname, "readers.ts")
}

export const spawnPinned = (processor: number, program: string, args: ReadonlyArray<string>): ChildProcess => {
  const node = [process.execPath, "--expose-gc", program, ...args]
  const [command = "", ...rest] = canPin ? ["taskset", "-c", String(processor), ...node] : node
  return spawn(command, rest, { stdio: ["ignore", "inherit", "inherit", "ipc"] })
}

export const messageFrom = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a server ended with code ${String(code)}`))
    child.once("exit", ended)
    child.once("message", (message) => {
      child.off("exit", ended)
      resolve(message)
    })
  })

export const serveAs = async (name: string, directory: string): Promise<Served> => {
  const child = spawnPinned(0, programs.served, [name, directory])
  const { url } = (await messageFrom(child)) as { readonly url: string }
  const usage = async (collect?: "collect") => {
    const answered = messageFrom(child)
    child.send(collect ?? "usage")
    return (await answered) as Usage
  }
  const stop = async () => {
    const ended = once(child, "exit")
    child.disconnect()
    await ended
  }
  return { name, url, usage, stop }
}

/** This process goes to the other processor, so that asking does not slow answering. */
export const pinAside = (): void => {
  if (canPin) spawnSync("taskset", ["-cp", "1", String(process.pid)])
}
