/**
 * `checkpoint.json`: which moment of the journal the readable files show, and how to tell that they are whole. It is
 * written last, so that files without it are no checkpoint. It also holds what is too small for a file of its own.
 */
import { Effect } from "effect"
import { crc32 } from "node:zlib"
import { recordFormat } from "../../domain/movie.ts"
import type { DeadLetter } from "../../services/store.ts"
import { Disk, type DiskFile } from "../disk/disk.ts"
import { type DataFile, fromDisk, type LibraryPaths, tooNew, type Variant, variants } from "./files.ts"
import { lineHeadBytes, textOf } from "./journal-line.ts"
import type { BinRange } from "./library-state.ts"

export interface DataFileSummary {
  readonly size: number
  readonly crc: number
}

export interface CheckpointDescriptor {
  readonly format: number
  readonly position: number
  /** The end of the journal at that moment. */
  readonly offset: number
  /** The head of the last line before `offset`: the journal must still be the same. */
  readonly lastLine: { readonly at: number; readonly head: string }
  readonly opened: number
  readonly files: Record<DataFile, DataFileSummary>
  readonly cursors: ReadonlyArray<readonly [string, number]>
  readonly deadLetters: ReadonlyArray<DeadLetter>
  readonly bins: ReadonlyArray<readonly [string, BinRange]>
  readonly positions: ReadonlyArray<number>
}

export const encodeDescriptor = (descriptor: CheckpointDescriptor): Uint8Array => {
  const text = JSON.stringify(descriptor)
  return Buffer.from(`{"crc":${crc32(text)},\n"checkpoint":${text}}\n`)
}

export const headOfLine = (journal: DiskFile, at: number): string => textOf(journal.readAt(at, lineHeadBytes))

const parse = (bytes: Uint8Array): CheckpointDescriptor | undefined => {
  try {
    const { crc, checkpoint } = JSON.parse(textOf(bytes)) as {
      readonly crc: number
      readonly checkpoint: CheckpointDescriptor
    }
    if (checkpoint.format > recordFormat) return checkpoint
    return crc32(JSON.stringify(checkpoint)) === crc ? checkpoint : undefined
  } catch {
    return undefined
  }
}

export interface FoundDescriptor {
  readonly variant: Variant
  readonly descriptor: CheckpointDescriptor
}

/** All whole descriptors, newest first; what was passed over is told in `repairs`. */
export const findDescriptors = Effect.fnUntraced(function* (paths: LibraryPaths, repairs: Array<string>) {
  const disk = yield* Disk
  const found: Array<FoundDescriptor> = []
  for (const variant of variants) {
    const bytes = yield* Effect.mapError(disk.read(paths.checkpoint(variant)), fromDisk)
    if (bytes === undefined) continue
    const descriptor = parse(bytes)
    if (descriptor !== undefined && descriptor.format > recordFormat) {
      return yield* tooNew(paths.checkpoint(variant), descriptor.format, recordFormat)
    }
    if (descriptor !== undefined) found.push({ variant, descriptor })
    if (descriptor === undefined && variant !== "next")
      repairs.push(`${paths.checkpoint(variant)} was damaged and passed over`)
  }
  return found.sort((a, b) => b.descriptor.offset - a.descriptor.offset)
})
