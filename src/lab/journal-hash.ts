/** The hash of a library's journal: the same seed gives the same bytes, in any process (RUN-2). */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"

/** SHA-256 in hex of the journal of a closed library. */
export const journalHash = (directory: string): string =>
  createHash("sha256")
    .update(readFileSync(`${directory}/journal.ndjson`))
    .digest("hex")
