/** Everything that is checked of a library whose process is gone. Only reads. */
import { Effect, Exit } from "effect"
import { existsSync } from "node:fs"
import { join } from "node:path"
import type { ImageEntry } from "../../src/domain/movie.ts"
import { NodeDisk } from "../../src/infra/disk/node-disk.ts"
import type { MovieRecord } from "../../src/infra/json-store/movie-record.ts"
import { type RecordTexts, recordsText, replayRecords } from "../../src/infra/json-store/replay-records.ts"
import { checkImages, checkReadableFiles } from "./check-files.ts"
import { checkJournal, Violations } from "./check-journal.ts"
import { checkRecords } from "./check-records.ts"
import { expectedMovies } from "./expected-movies.ts"
import { readJournal } from "./journal-reading.ts"

export interface Checked {
  readonly violations: Violations
  readonly events: number
  readonly acknowledgedFound: number
  readonly tornBytes: number
  readonly journalBytes: number
  /** Readable files that had no name at the moment of the kill. */
  readonly namesMissing: number
  readonly records: ReadonlyArray<MovieRecord>
  readonly texts: RecordTexts | undefined
}

/** STORE-3: what opening gives is what the whole journal gives. */
const replayBoth = async (directory: string, violations: Violations): Promise<RecordTexts | undefined> => {
  const replay = (from: "start" | "checkpoint") =>
    Effect.runPromiseExit(Effect.provide(replayRecords(directory, from), NodeDisk.layer))
  const [start, checkpoint] = [await replay("start"), await replay("checkpoint")]
  if (Exit.isFailure(start) || Exit.isFailure(checkpoint)) {
    violations.add("the library can be read", String(Exit.isFailure(start) ? start.cause : checkpoint))
    return undefined
  }
  if (recordsText(start.value) !== recordsText(checkpoint.value)) {
    violations.add("replay from the start gives the same records (STORE-3)", directory)
  }
  return start.value
}

/** `acknowledged` is what the children were told: id and position of every event. */
export const checkLibrary = async (directory: string, acknowledged: ReadonlyMap<string, number>): Promise<Checked> => {
  const violations = new Violations()
  const namesMissing = checkReadableFiles(directory, violations)
  const path = join(directory, "journal.ndjson")
  if (!existsSync(path)) {
    if (acknowledged.size > 0) violations.add("what was acknowledged is in the journal", "there is no journal")
    const nothing = { events: 0, acknowledgedFound: 0, tornBytes: 0, journalBytes: 0, records: [], texts: undefined }
    return { violations, namesMissing, ...nothing }
  }
  const journal = readJournal(path)
  const acknowledgedFound = checkJournal(journal, acknowledged, violations)
  const texts = await replayBoth(directory, violations)
  const records = texts === undefined ? [] : (JSON.parse(texts.movies) as ReadonlyArray<MovieRecord>)
  checkRecords(records, expectedMovies(journal), violations)
  if (texts !== undefined) checkImages(directory, JSON.parse(texts.images) as ReadonlyArray<ImageEntry>, violations)
  const { tornBytes, bytes: journalBytes } = journal
  return {
    violations,
    events: journal.events.length,
    acknowledgedFound,
    tornBytes,
    journalBytes,
    namesMissing,
    records,
    texts
  }
}
