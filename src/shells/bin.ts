#!/usr/bin/env node
/**
 * The command `reelstate` of the published package. It looks at the Node that runs it and only then loads the rest,
 * because an old Node stops at the first word that it does not know, with a message that helps nobody.
 */
import { nodeComplaint } from "./node-version.ts"

// Named as in the compiled package, the only place where this file runs. From the source, run cli/main.ts.
const commandLine = "./cli/main.js"

const complaint = nodeComplaint(process.versions.node)
if (complaint === undefined) {
  await import(commandLine)
} else {
  console.error(complaint)
  process.exitCode = 1
}
