/** One build in a process of its own, so that its memory can be told: `node scripts/imdb-scale/build.ts <folder> <index>`. */
import { Effect } from "effect"
import { NodeDisk } from "../../src/infra/disk/node-disk.ts"
import { buildImdbIndex } from "../../src/infra/imdb-data-set/build-imdb-index.ts"
import { findDataFiles } from "../../src/infra/imdb-data-set/data-files.ts"

/** What it says on its last line. */
export interface Built {
  readonly lines: number
  readonly titles: number
  readonly rated: number
  readonly linesResumed: number
  readonly durationMs: number
  /** Of all threads. */
  readonly cpuMs: number
  readonly rssBeforeBytes: number
  readonly rssPeakBytes: number
}

const build = (folder: string, directory: string) =>
  Effect.gen(function* () {
    const rssBeforeBytes = process.memoryUsage().rss
    const files = yield* findDataFiles([folder])
    const { durationMs, linesResumed, rated, sources, titles } = yield* buildImdbIndex({
      files,
      directory,
      onProgress: ({ share }) => void process.stdout.write(`${share.toFixed(3)}\n`)
    })
    const lines = sources.reduce((sum, { read }) => sum + read.lines, 0)
    const rssPeakBytes = process.resourceUsage().maxRSS * 1_024
    const cpuMs = (process.cpuUsage().user + process.cpuUsage().system) / 1e3
    const built: Built = { lines, titles, rated, linesResumed, durationMs, cpuMs, rssBeforeBytes, rssPeakBytes }
    process.stdout.write(`${JSON.stringify(built)}\n`)
  }).pipe(Effect.provide(NodeDisk.layer))

const [folder, directory] = process.argv.slice(2)
if (folder !== undefined && directory !== undefined) await Effect.runPromise(build(folder, directory))
