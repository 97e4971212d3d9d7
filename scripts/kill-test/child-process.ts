/** The parent's side of one busy child: start it early, give it its orders, kill it, and read what it said until then. */
import { type ChildProcess, spawn } from "node:child_process"
import type { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { type Orders, type Report, reportsIn } from "./child-messages.ts"

const entry = fileURLToPath(new URL("./busy-child.ts", import.meta.url))

export class BusyChild {
  private readonly process: ChildProcess
  private readonly ended: Promise<void>
  private said = ""
  private complained = ""
  private onOpened: () => void = () => {}
  /** Resolves when the library is open, or the process has ended. */
  readonly opened: Promise<void>

  constructor() {
    this.process = spawn(process.execPath, [entry], { stdio: ["pipe", "ignore", "pipe", "pipe"] })
    this.opened = new Promise((resolve) => (this.onOpened = resolve))
    this.ended = new Promise((resolve) => {
      this.process.once("close", () => {
        this.onOpened()
        resolve()
      })
    })
    const reports = this.process.stdio[3] as Readable
    reports.setEncoding("utf8").on("data", (chunk: string) => {
      if (this.said === "") this.onOpened()
      this.said += chunk
    })
    this.process.stderr!.setEncoding("utf8").on("data", (chunk: string) => {
      if (this.complained.length < 10_000) this.complained += chunk
    })
    this.process.stdin!.on("error", () => {})
  }

  begin(orders: Orders): void {
    this.process.stdin!.end(JSON.stringify(orders))
  }

  /** What it has reported so far. */
  reports(): ReadonlyArray<Report> {
    return reportsIn(this.said)
  }

  /** What it wrote for people: nothing, unless it failed. */
  get complaints(): string {
    return this.complained
  }

  /** SIGKILL; resolves when it is gone and everything it said was read. False when it had ended by itself before. */
  async kill(): Promise<boolean> {
    const wasAlive = this.process.exitCode === null && this.process.signalCode === null
    this.process.kill("SIGKILL")
    await this.ended
    return wasAlive
  }
}
