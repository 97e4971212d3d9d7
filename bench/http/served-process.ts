/** Starts a server as a process, pinned to one processor when the machine can do that, and asks it how it is. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { availableParallelism } from "node:os"
import { join } from "node:path"

export interface Usage {
  readonly cpuMicros: number
  readonly memory: NodeJS.MemoryUsage
}

export interface Served {
  readonly name: string
  readonly url: string
  readonly usage: (collect?: "collect") => Promise<Usage>
  readonly stop: () => Promise<void>
}

export const canPin = availableParallelism() > 1 && spawnSync("taskset", ["--version"]).status === 0

const program = join(import.meta.dirname, "served.ts")

const messageFrom = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a server ended with code ${String(code)}`))
    child.once("exit", ended)
    child.once("message", (message) => {
      child.off("exit", ended)
      resolve(message)
    })
  })

export const serveAs = async (name: string, directory: string): Promise<Served> => {
  const node = [process.execPath, "--expose-gc", program, name, directory]
  const [command = "", ...args] = canPin ? ["taskset", "-c", "0", ...node] : node
  const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] })
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
