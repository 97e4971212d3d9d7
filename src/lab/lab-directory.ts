/**
 * The directory of the lab's library. It is made anew by every run, and nothing else may ever be lost that way: a directory
 * is emptied only when a run has marked it, no process uses it, and it holds nothing but a library.
 */
import { Effect, Schema } from "effect"
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { NodeDisk } from "../infra/disk/node-disk.ts"
import { lockLibrary } from "../infra/json-store/library-lock.ts"
import type { Thresholds } from "../services/housekeeping/thresholds.ts"
import type { StoreError } from "../services/store.ts"

const markerFile = "lab.json"
const madeBy = "reelstate start"

/** What marks a library of the lab, and what a command needs to know to go on in its time. */
export interface LabMarker {
  readonly madeBy: typeof madeBy
  readonly seed: string
  /** The library's own time when the run ended, epoch milliseconds; null while it runs. */
  readonly endedAt: number | null
  readonly thresholds: Thresholds
}

export class LabDirectoryRefused extends Schema.TaggedError<LabDirectoryRefused>()("LabDirectoryRefused", {
  directory: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `${this.directory} was left as it is: ${this.detail}. Name another directory with --library.`
  }
}

const libraryNames = /^(?:library|checkpoint|movies|people|relations)(?:\.(?:next|previous))?\.json(?:\.next)?$/
const otherNames = /^(?:lab\.json|journal\.ndjson|images|plans|cache|server\.json(?:\..*)?|library\.lock(?:\..*)?)$/
const isOurs = (name: string): boolean => libraryNames.test(name) || otherNames.test(name)

/** The marker of a directory, or undefined when a run has not made it. */
export const readMarker = (directory: string): LabMarker | undefined => {
  try {
    const marker = JSON.parse(readFileSync(`${directory}/${markerFile}`, "utf8")) as Partial<LabMarker> | null
    return marker?.madeBy === madeBy ? (marker as LabMarker) : undefined
  } catch {
    return undefined
  }
}

const writeMarker = (directory: string, marker: Omit<LabMarker, "madeBy">): void =>
  writeFileSync(`${directory}/${markerFile}`, `${JSON.stringify({ madeBy, ...marker }, null, 2)}\n`)

/** Why the directory may not be emptied, or undefined. */
const objection = (directory: string): string | undefined => {
  const stat = lstatSync(directory, { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  if (!stat.isDirectory()) return "it is not a directory"
  const names = readdirSync(directory)
  if (names.length === 0) return undefined
  if (readMarker(directory) === undefined) return `it was not made by \`${madeBy}\``
  const foreign = names.filter((name) => !isOurs(name))
  return foreign.length === 0 ? undefined : `it also holds ${foreign.slice(0, 3).join(", ")}`
}

const tried = <A>(directory: string, run: () => A) =>
  Effect.try({ try: run, catch: (cause) => new LabDirectoryRefused({ directory, detail: String(cause) }) })

/** An empty, marked directory for a run; what an earlier run left there is gone. */
export const prepareLabDirectory = Effect.fnUntraced(function* (
  directory: string,
  marker: Omit<LabMarker, "madeBy" | "endedAt">
): Effect.fn.Return<void, LabDirectoryRefused | StoreError> {
  const detail = yield* tried(directory, () => objection(directory))
  if (detail !== undefined) return yield* new LabDirectoryRefused({ directory, detail })
  yield* tried(directory, () => mkdirSync(directory, { recursive: true }))
  // Holding the lock for a moment shows that nobody else does.
  const locked = lockLibrary(directory, `${directory}/library.lock`, madeBy)
  yield* Effect.scoped(locked).pipe(Effect.provide(NodeDisk.layer))
  yield* tried(directory, () => {
    for (const name of readdirSync(directory)) rmSync(`${directory}/${name}`, { recursive: true, force: true })
    writeMarker(directory, { ...marker, endedAt: null })
  })
})

/** Notes where the run's time ended, for the commands that come after it. */
export const sealLabDirectory = (directory: string, marker: Omit<LabMarker, "madeBy">) =>
  tried(directory, () => writeMarker(directory, marker))
