/**
 * Builds the lab's page into dist/lab/page: one script, one style sheet and the page itself, with nothing left to load from
 * anywhere. With `--if-stale` only when it is missing or older than what it is made of.
 */
import { copyFileSync, globSync, statSync } from "node:fs"
import { join } from "node:path"
import type { Plugin } from "vite"

const root = join(import.meta.dirname, "..")
const source = join(root, "src/lab/page")
const target = join(root, "dist/lab/page")
const sources = ["src/lab/{page,wire,chart}/**/*.{ts,tsx,css,html,json}", "src/machines/*.ts", "scripts/build-page.ts"]

const isStale = (): boolean => {
  const built = statSync(join(target, "lab.js"), { throwIfNoEntry: false })
  const newest = Math.max(...globSync(sources, { cwd: root }).map((path) => statSync(join(root, path)).mtimeMs))
  return built === undefined || built.mtimeMs < newest
}

/** The page needs to know the chart of the machine, not the machine: the model is worked out here, once. */
const chartAsData = async (): Promise<Plugin> => {
  const { movieChart } = await import("../src/lab/chart/chart-model.ts")
  const data = `export const movieChart = ${JSON.stringify(movieChart)}`
  return {
    name: "chart-as-data",
    enforce: "pre",
    load: (id) => (id.endsWith("/chart/chart-model.ts") ? data : null)
  }
}

const buildPage = async (): Promise<void> => {
  // Loaded only when there is something to build: `npm start` asks every time.
  const { build } = await import("vite")
  await build({
    root: source,
    configFile: false,
    logLevel: "warn",
    plugins: [await chartAsData()],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      outDir: target,
      emptyOutDir: true,
      cssCodeSplit: false,
      modulePreload: false,
      target: ["chrome123", "firefox120", "safari17.5"],
      rolldownOptions: {
        input: join(source, "main.tsx"),
        output: { entryFileNames: "lab.js", assetFileNames: "lab[extname]", codeSplitting: false }
      }
    }
  })
  copyFileSync(join(source, "index.html"), join(target, "index.html"))
}

const isOnlyIfStale = process.argv.includes("--if-stale")

try {
  if (!isOnlyIfStale || isStale()) await buildPage()
} catch (fault) {
  console.error(`The lab's page could not be built: ${fault instanceof Error ? fault.message : String(fault)}`)
  // Everything but the page works without it.
  process.exitCode = isOnlyIfStale ? 0 : 1
}
