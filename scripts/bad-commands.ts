/** Writes docs/bad-commands.md: runs every bad command, and tells what it said. `node scripts/bad-commands.ts`. */
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { badCommandsPage, tryBadCommands } from "../test/support/bad-commands/bad-commands-page.ts"

writeFileSync(
  fileURLToPath(new URL("../docs/bad-commands.md", import.meta.url)),
  badCommandsPage(await tryBadCommands())
)
