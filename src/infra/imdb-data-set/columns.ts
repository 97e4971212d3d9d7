/** The header row says where each column stands: their order may change, and columns may come and go. */

/** What one kind of data set must have, and may have. */
export interface ColumnNames {
  readonly required: ReadonlyArray<string>
  readonly optional: ReadonlyArray<string>
}

export interface Columns {
  /** How many cells each row has. */
  readonly count: number
  /** Where a column stands; -1 for one that is not there. */
  readonly at: (name: string) => number
  /** Optional columns that are not there: what they would say stays unknown. */
  readonly missing: ReadonlyArray<string>
  /** Columns that nobody here knows. */
  readonly unknown: ReadonlyArray<string>
}

export const namesIn = (header: string): ReadonlyArray<string> => header.split("\t").map((name) => name.trim())

/** The columns of a header, or in words why its rows cannot be read. */
export const columnsOf = (header: string, { required, optional }: ColumnNames): Columns | string => {
  const names = namesIn(header)
  const at = (name: string) => names.indexOf(name)
  const lacking = required.filter((name) => at(name) < 0)
  if (lacking.length > 0) return `its header row has no column ${lacking.join(", ")}`
  const known = new Set([...required, ...optional])
  return {
    count: names.length,
    at,
    missing: optional.filter((name) => at(name) < 0),
    unknown: names.filter((name) => !known.has(name))
  }
}
