/** Writes docs/bad-input.md from the list of bad input that is tested: `node scripts/bad-input.ts`. */
import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { badInputsPage } from "../test/support/bad-input/bad-inputs-page.ts"

writeFileSync(fileURLToPath(new URL("../docs/bad-input.md", import.meta.url)), badInputsPage())
