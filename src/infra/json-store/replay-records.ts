/** The records of a library as text, without opening it for writing: from the journal alone, or as opening would (STORE-3). */
import { Effect } from "effect"
import { createHash } from "node:crypto"
import type { StoreError } from "../../services/store.ts"
import { Disk } from "../disk/disk.ts"
import { type DataFile, dataFiles, fromDisk, libraryPaths } from "./files.ts"
import { readLibrary } from "./open-library.ts"
import { reading } from "./reading.ts"
import { broken } from "./files.ts"
import { fileChunks, snapshotOf } from "./record-files.ts"
import { RecordReader } from "./record-reader.ts"

export type RecordTexts = Readonly<Record<DataFile, string>>

/** `start`: replays the whole journal. `checkpoint`: newest good checkpoint and the journal's tail. Only reads. */
export const replayRecords = (
  directory: string,
  from: "start" | "checkpoint"
): Effect.Effect<RecordTexts, StoreError, Disk> =>
  Effect.scoped(
    Effect.gen(function* () {
      const disk = yield* Disk
      const paths = libraryPaths(directory)
      const journal = yield* Effect.mapError(disk.openExisting(paths.journal), fromDisk)
      if (journal === undefined) return yield* broken(paths.journal, "read", "it is not there")
      const { opened } = yield* readLibrary(paths, journal, from === "start")
      const reader = new RecordReader({ journal, base: opened.base })
      const snapshot = snapshotOf(opened.state)
      const textOf = (name: DataFile) => reading(() => [...fileChunks(name, snapshot, reader)].join(""))
      return {
        movies: yield* textOf("movies"),
        people: yield* textOf("people"),
        relations: yield* textOf("relations"),
        images: yield* textOf("images")
      }
    })
  )

/** All records as one text, file after file. */
export const recordsText = (records: RecordTexts): string =>
  dataFiles.map((name) => `${name} ${records[name]}`).join("")

/** SHA-256 of all records: equal hashes mean equal libraries, byte for byte. */
export const recordHash = (records: RecordTexts): string =>
  createHash("sha256").update(recordsText(records)).digest("hex")
