/** What the examples share, and no part of what they show: a directory that is thrown away, fixtures, and how they end. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

export const exampleOptions = () => {
  const directory = mkdtempSync(join(tmpdir(), "reelstate-example-"))
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }))
  return { directory, fixtures: fileURLToPath(new URL("../../fixtures/replay", import.meta.url)) }
}

export const onStop = (stop: () => Promise<void>): void => {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void stop().then(() => process.exit(0)))
}
