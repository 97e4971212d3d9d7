/** Data sets on a real disk, built into an index with a clock that moves on at every look. */
import { Clock, Effect, type Exit } from "effect"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { NodeDisk } from "../../../src/infra/disk/node-disk.ts"
import {
  buildImdbIndex,
  type BuildOrders,
  type BuildReport,
  indexName
} from "../../../src/infra/imdb-data-set/build-imdb-index.ts"
import { findDataFiles } from "../../../src/infra/imdb-data-set/data-files.ts"
import { type ImdbIndex, openImdbIndex } from "../../../src/infra/imdb-data-set/imdb-index.ts"
import { indexHash } from "../../../src/infra/imdb-data-set/index-hash.ts"

export const basicsHeader =
  "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres"
export const ratingsHeader = "tconst\taverageRating\tnumVotes"

export const basics = (...rows: ReadonlyArray<string>): string => [basicsHeader, ...rows, ""].join("\n")
export const ratings = (...rows: ReadonlyArray<string>): string => [ratingsHeader, ...rows, ""].join("\n")

/** A movie's row with names that are found again. */
export const movieRow = (number: number, title: string, year: number | "\\N" = 1999): string =>
  `tt${String(number).padStart(7, "0")}\tmovie\t${title}\t${title}\t0\t${year}\t\\N\t136\tAction,Sci-Fi`

/** A clock that every look moves on by as much as a build waits between two reports. */
const hasty = (): Clock.Clock => {
  let now = 0
  const millis = () => (now += 100)
  const nanos = () => BigInt(millis()) * 1_000_000n
  return {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: () => Effect.void
  }
}

export interface DataSetWorld {
  readonly downloads: string
  readonly index: string
  /** Under a name that ends in `.gz` the text is packed. */
  readonly put: (name: string, content: string | Uint8Array) => string
  readonly build: (orders?: Partial<BuildOrders>) => Effect.Effect<BuildReport, { readonly message: string }>
  /** Ends without a word at the given report. */
  readonly killed: (atReport: number, orders?: Partial<BuildOrders>) => Effect.Effect<Exit.Exit<BuildReport, unknown>>
  readonly hash: () => string
  readonly using: <A, E>(use: (index: ImdbIndex) => Effect.Effect<A, E>) => Effect.Effect<A, unknown>
}

const worldIn = (root: string): DataSetWorld => {
  const [downloads, index] = [join(root, "downloads"), join(root, "index")]
  mkdirSync(downloads)
  const build: DataSetWorld["build"] = (orders) =>
    Effect.gen(function* () {
      const files = orders?.files ?? (yield* findDataFiles([downloads]))
      return yield* buildImdbIndex({ directory: index, onProgress: () => undefined, ...orders, files })
    }).pipe(Effect.provide(NodeDisk.layer), Effect.provideService(Clock.Clock, hasty()))
  return {
    downloads,
    index,
    put: (name, content) => {
      const path = join(downloads, name)
      const bytes = Buffer.from(content)
      writeFileSync(path, name.endsWith(".gz") ? gzipSync(bytes) : bytes)
      return path
    },
    build,
    killed: (atReport, orders) => {
      let reports = 0
      const onProgress = () => {
        reports += 1
        if (reports === atReport) throw new Error("killed")
      }
      return Effect.exit(build({ ...orders, onProgress }))
    },
    hash: () => indexHash(join(index, indexName)),
    using: (use) =>
      Effect.scoped(
        Effect.flatMap(openImdbIndex(index), (opened) =>
          opened === undefined ? Effect.die("there is no index") : use(opened)
        )
      )
  }
}

/** Runs in a folder of its own, which is gone afterwards. */
export const inDataSetWorld = <A, E>(use: (world: DataSetWorld) => Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.acquireUseRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "reelstate-imdb-"))),
    (root) => use(worldIn(root)),
    (root) => Effect.sync(() => rmSync(root, { recursive: true, force: true }))
  )
