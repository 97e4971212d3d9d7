/** The contents of an index as one hash, whatever order or how many sittings it was built in. */
import { createHash } from "node:crypto"
import { openDatabase } from "./sqlite.ts"

const tables = ["films", "ratings"]

/** sha256 over all rows in the order of their numbers. Throws what SQLite throws. */
export const indexHash = (path: string): string => {
  const database = openDatabase(path, true)
  const hash = createHash("sha256")
  try {
    for (const table of tables) {
      for (const row of database.prepare(`SELECT * FROM ${table} ORDER BY number`).iterate()) {
        hash.update(`${table}\t${JSON.stringify(Object.values(row))}\n`)
      }
    }
    return hash.digest("hex")
  } finally {
    database.close()
  }
}
