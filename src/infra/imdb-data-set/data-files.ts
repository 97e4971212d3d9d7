/** Which files are which data sets: a folder's by name, and each by what its header row says. */
import { Effect } from "effect"
import { createHash } from "node:crypto"
import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs"
import { join } from "node:path"
import { constants, gunzipSync } from "node:zlib"
import { attempt, ImdbBuildFailed } from "./build-failed.ts"
import { namesIn } from "./columns.ts"
import { ratingRows } from "./rating-rows.ts"
import { type DataSetKind, dataSetKinds } from "./row-kind.ts"
import { titleRows } from "./title-rows.ts"

export interface DataFile {
  readonly kind: DataSetKind
  readonly path: string
  /** As it lies on the disk. */
  readonly bytes: number
  readonly isGzip: boolean
  /** Epoch milliseconds. */
  readonly asOf: number
  readonly fingerprint: string
}

const names: Readonly<Record<DataSetKind, string>> = { titles: "title.basics.tsv", ratings: "title.ratings.tsv" }
const headBytes = 4_096

const headOf = (path: string): Buffer => {
  const file = openSync(path, "r")
  try {
    const bytes = Buffer.alloc(headBytes)
    return bytes.subarray(0, readSync(file, bytes, 0, headBytes, 0))
  } finally {
    closeSync(file)
  }
}

/** The beginning of the text; a whole archive is not needed for that. */
const beginningOf = (head: Buffer, isGzip: boolean): string => {
  const bytes = isGzip ? gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2 ** 23 }) : head
  return bytes
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .split(/\r?\n/, 1)[0]!
}

const kindOf = (header: string): DataSetKind | undefined => {
  const columns = new Set(namesIn(header))
  return [titleRows, ratingRows].find((rows) => rows.columns.required.every((name) => columns.has(name)))?.kind
}

const dataFile = Effect.fnUntraced(function* (path: string): Effect.fn.Return<DataFile, ImdbBuildFailed> {
  const { head, stat } = yield* attempt(path, () => ({ stat: statSync(path), head: headOf(path) }))
  const isGzip = head[0] === 0x1f && head[1] === 0x8b
  const kind = kindOf(yield* attempt(path, () => beginningOf(head, isGzip)))
  if (kind === undefined) {
    const detail = `its header row is neither that of ${names.titles} nor that of ${names.ratings}.`
    return yield* new ImdbBuildFailed({ path, detail })
  }
  const hash = createHash("sha256").update(head).digest("hex").slice(0, 16)
  const fingerprint = `${stat.size} ${stat.mtimeMs} ${hash}`
  return { kind, path, bytes: stat.size, isGzip, asOf: Math.floor(stat.mtimeMs), fingerprint }
})

/** The newest of `name` and `name.gz`. */
const inFolder = (folder: string, kind: DataSetKind): ReadonlyArray<string> =>
  [`${names[kind]}.gz`, names[kind]]
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path))
    .toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
    .slice(0, 1)

const pathsIn = (path: string): ReadonlyArray<string> =>
  statSync(path).isDirectory() ? dataSetKinds.flatMap((kind) => inFolder(path, kind)) : [path]

/** The data sets among these files and folders, in the order in which they are read. */
export const findDataFiles = Effect.fnUntraced(function* (
  given: ReadonlyArray<string>
): Effect.fn.Return<ReadonlyArray<DataFile>, ImdbBuildFailed> {
  const paths = yield* Effect.forEach(given, (path) => attempt(path, () => pathsIn(path)))
  const files = yield* Effect.forEach([...new Set(paths.flat())], dataFile)
  for (const kind of dataSetKinds) {
    const [first, second] = files.filter((file) => file.kind === kind)
    if (first === undefined && kind === "titles") {
      const detail = `there is no ${names.titles}.gz here; it is one of IMDb's non-commercial data sets.`
      return yield* new ImdbBuildFailed({ path: given.join(" "), detail })
    }
    if (second !== undefined) {
      return yield* new ImdbBuildFailed({ path: second.path, detail: `it is the same data set as ${first!.path}.` })
    }
  }
  return dataSetKinds.flatMap((kind) => files.filter((file) => file.kind === kind))
})
