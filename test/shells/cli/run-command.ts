/** Runs the command line as a process, the way a person or a program does. */
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** Compiled code of an earlier process: half of what a short command costs. */
const compileCache = fileURLToPath(new URL("../../../node_modules/.cache/reelstate-compile", import.meta.url))
const main = fileURLToPath(new URL("../../../src/shells/cli/main.ts", import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export const reelstate = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const { REELSTATE_LIBRARY: _library, NO_COLOR: _colour, FORCE_COLOR: _force, ...inherited } = process.env
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...inherited, NODE_COMPILE_CACHE: compileCache, ...env }
    })
    let [stdout, stderr] = ["", ""]
    child.stdout.on("data", (chunk: Buffer) => void (stdout += chunk.toString()))
    child.stderr.on("data", (chunk: Buffer) => void (stderr += chunk.toString()))
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, stdout, stderr }))
  })

/** Every file below a directory with its hash and the time of its last change. */
export const stateOf = (directory: string): ReadonlyArray<string> =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .toSorted()
    .filter((name) => statSync(`${directory}/${name}`).isFile())
    .map((name) => {
      const path = `${directory}/${name}`
      const hash = createHash("sha256").update(readFileSync(path)).digest("hex")
      return `${name} ${hash} ${statSync(path).mtimeMs}`
    })
