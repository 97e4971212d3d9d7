/** Rows of IMDb's data sets a second, read into an index, against `zcat | wc -l` of the same generated files in the same rounds. */
import { Effect } from "effect"
import { spawnSync } from "node:child_process"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { NodeDisk } from "../src/infra/disk/node-disk.ts"
import { buildImdbIndex } from "../src/infra/imdb-data-set/build-imdb-index.ts"
import { findDataFiles } from "../src/infra/imdb-data-set/data-files.ts"
import { type Bench, interleaved, pairedRatio } from "./support/harness.ts"

const generator = fileURLToPath(new URL("../scripts/imdb-scale/generate.ts", import.meta.url))
const countLines = 'zcat "$0"/*.gz | wc -l'

const lineCount = (folder: string): number =>
  Number(spawnSync("sh", ["-c", countLines, folder], { encoding: "utf8" }).stdout)

const build = (folder: string, directory: string): Promise<unknown> =>
  Effect.flatMap(findDataFiles([folder]), (files) =>
    buildImdbIndex({ files, directory, onProgress: () => undefined })
  ).pipe(Effect.provide(NodeDisk.layer), Effect.runPromise)

export const imdbBench: Bench = {
  name: "imdb",
  about: "rows of IMDb's data sets a second into an index, against counting their lines",
  run: async ({ directory, smoke }) => {
    const folder = join(directory, "data-sets")
    mkdirSync(folder)
    spawnSync(process.execPath, [generator, folder, smoke ? "20000" : "600000", "1"], { stdio: "inherit" })
    const lines = lineCount(folder)
    const [counting, building] = await interleaved(
      smoke ? 2 : 7,
      () => lineCount(folder),
      () => build(folder, join(directory, "index"))
    )
    const rate = (ms: number) => (lines / ms) * 1_000
    const ratio = pairedRatio(counting!.all, building!.all)
    const baseline = { name: "zcat | wc -l", value: rate(counting!.medianMs) }
    const value = rate(building!.medianMs)
    return [
      { name: "rows", value, unit: "a second", baseline, ratio, aim: "at least 0.3 of it", reached: ratio >= 0.3 }
    ]
  }
}
