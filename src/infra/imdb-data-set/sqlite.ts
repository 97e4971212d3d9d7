/**
 * SQLite as Node brings it, loaded when a database is opened and not before: who has no index pays nothing, and an older
 * Node says nothing about an experiment.
 */
import type { DatabaseSync } from "node:sqlite"

export type Database = DatabaseSync

/** Opens the file; without `readOnly` it is made when it is absent. Throws an error with `errcode`. */
export const openDatabase = (path: string, readOnly: boolean): Database => {
  const sqlite = process.getBuiltinModule("node:sqlite")
  return new sqlite.DatabaseSync(path, { readOnly, timeout: 0 })
}

const codeOf = (error: unknown): number => {
  const { errcode } = error as { readonly errcode?: unknown }
  return typeof errcode === "number" ? errcode & 0xff : 0
}

export const isBusy = (error: unknown): boolean => codeOf(error) === 5
/** Damaged, or no database at all. */
export const isDamaged = (error: unknown): boolean => codeOf(error) === 11 || codeOf(error) === 26
export const isDiskFull = (error: unknown): boolean => codeOf(error) === 13
