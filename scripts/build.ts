/**
 * Builds the package into dist: compiled code with declarations and source maps, and whatever lies in src and is no
 * code. Starts from nothing, so that a file which was deleted or renamed is not published from an old build.
 */
import { spawnSync } from "node:child_process"
import { cpSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "..")
const source = join(root, "src")
const target = join(root, "dist")

rmSync(target, { recursive: true, force: true })
const compiler = join(root, "node_modules/typescript/bin/tsc")
const { status } = spawnSync(process.execPath, [compiler, "-p", join(root, "tsconfig.build.json")], {
  stdio: "inherit"
})
if (status !== 0) {
  console.error("The build failed: see the compiler's messages above. dist is incomplete.")
  process.exit(1)
}
const page = join(source, "lab/page")
cpSync(source, target, {
  recursive: true,
  // The page becomes one bundle.
  filter: (path) => path !== page && (statSync(path).isDirectory() || !path.endsWith(".ts"))
})
const { status: pageStatus } = spawnSync(process.execPath, [join(root, "scripts/build-page.ts")], { stdio: "inherit" })
if (pageStatus !== 0) process.exit(1)
