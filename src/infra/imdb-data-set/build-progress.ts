/** How far a build is: told a few times a second, by the bytes of the files as they lie on the disk. */
import { Clock, Effect } from "effect"
import type { DataFile } from "./data-files.ts"
import type { ReadState } from "./table-reader.ts"

export interface BuildProgress {
  readonly stage: "titles" | "ratings" | "indexing"
  /** From 0 to 1. */
  readonly share: number
  readonly bytesRead: number
  readonly bytesTotal: number
  /** Rows of all files so far, with those of an earlier build. */
  readonly lines: number
  readonly linesPerSecond: number
  /** Undefined until there is something to judge by. */
  readonly leftMs: number | undefined
}

const tellEveryMs = 100

export interface ProgressTold {
  readonly chunk: (file: DataFile) => (bytesRead: number, read: ReadState) => Effect.Effect<void>
  readonly indexing: Effect.Effect<void>
}

export const progressTold = Effect.fnUntraced(function* (
  files: ReadonlyArray<DataFile>,
  linesBefore: number,
  tell: (progress: BuildProgress) => void
): Effect.fn.Return<ProgressTold> {
  const startedAt = yield* Clock.currentTimeMillis
  const bytesTotal = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const lines = new Map<string, number>()
  let toldAt = Number.NEGATIVE_INFINITY

  const tellNow = (stage: BuildProgress["stage"], bytesRead: number, now: number) => {
    toldAt = now
    const tookMs = now - startedAt
    const share = bytesTotal === 0 ? 1 : Math.min(1, bytesRead / bytesTotal)
    const allLines = [...lines.values()].reduce((sum, count) => sum + count, 0)
    const linesPerSecond = tookMs > 0 ? (Math.max(0, allLines - linesBefore) / tookMs) * 1_000 : 0
    const leftMs = share > 0 && tookMs > 0 ? (tookMs / share) * (1 - share) : undefined
    tell({ stage, share, bytesRead, bytesTotal, lines: allLines, linesPerSecond, leftMs })
  }

  const chunk = (file: DataFile) => {
    const before = files.slice(0, files.indexOf(file)).reduce((sum, { bytes }) => sum + bytes, 0)
    return (bytesRead: number, read: ReadState) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        lines.set(file.kind, read.lines)
        if (now - toldAt >= tellEveryMs) tellNow(file.kind, before + bytesRead, now)
      })
  }
  const indexing = Effect.map(Clock.currentTimeMillis, (now) => tellNow("indexing", bytesTotal, now))
  return { chunk, indexing }
})
