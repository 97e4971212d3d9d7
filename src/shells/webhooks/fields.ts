/**
 * A format is a table: what we call a field, and where the sender puts it. Reading is tolerant: numbers may come as texts,
 * texts as numbers, and what is missing, empty or of another kind is undefined.
 */
import { cleanLine, yearMax, yearMin } from "../../domain/text.ts"

export type Field<A> = (payload: unknown) => A | undefined

type Table = { readonly [name: string]: Field<unknown> }
export type Row<T extends Table> = { readonly [name in keyof T]: ReturnType<T[name]> }

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The value at a path such as `Metadata.title`. Only what the sender wrote is found, never what every object has. */
const valueAt = (payload: unknown, steps: ReadonlyArray<string>): unknown => {
  let value = payload
  for (const step of steps) {
    if (!isRecord(value) || !Object.hasOwn(value, step)) return undefined
    value = value[step]
  }
  return value
}

/** The first of several places that holds something of use. */
const field =
  <A>(paths: ReadonlyArray<string>, read: (value: unknown) => A | undefined): Field<A> =>
  (payload) => {
    for (const path of paths) {
      const found = read(valueAt(payload, path.split(".")))
      if (found !== undefined) return found
    }
    return undefined
  }

const lineLengthMax = 300
const pathLengthMax = 4_000

const asLine = (value: unknown): string | undefined => {
  if (typeof value === "number" || typeof value === "boolean") return String(value)
  return typeof value === "string" ? cleanLine(value, lineLengthMax) : undefined
}

const asNumber = (value: unknown): number | undefined => {
  if (typeof value === "string" && value.trim() === "") return undefined
  const number = typeof value === "string" ? Number(value) : value
  return typeof number === "number" && Number.isFinite(number) ? number : undefined
}

/** What a table of words says of one of them; nothing of words such as `constructor`. */
export const wordIn = <A>(words: Readonly<Record<string, A>>, word: string): A | undefined =>
  Object.hasOwn(words, word) ? words[word] : undefined

const flags: Readonly<Record<string, boolean>> = { true: true, false: false, "1": true, "0": false }

/** One clean line of text. */
export const line = (...paths: ReadonlyArray<string>): Field<string> => field(paths, asLine)

export const number = (...paths: ReadonlyArray<string>): Field<number> => field(paths, asNumber)

export const year = (...paths: ReadonlyArray<string>): Field<number> =>
  field(paths, (value) => {
    const read = asNumber(value)
    return read !== undefined && Number.isInteger(read) && read >= yearMin && read <= yearMax ? read : undefined
  })

export const flag = (...paths: ReadonlyArray<string>): Field<boolean> =>
  field(paths, (value) => wordIn(flags, String(asLine(value)).toLowerCase()))

/** The name of a file, as it is: nothing in it is cleaned, because it must be found again. */
export const filePath = (...paths: ReadonlyArray<string>): Field<string> =>
  field(paths, (value) =>
    typeof value === "string" && value !== "" && value.length <= pathLengthMax && !value.includes("\0")
      ? value
      : undefined
  )

const listLengthMax = 5_000

export const list = (...paths: ReadonlyArray<string>): Field<ReadonlyArray<unknown>> =>
  field(paths, (value) => (Array.isArray(value) ? value.slice(0, listLengthMax) : undefined))

/** Whether the payload is an object that has all of these. */
export const hasAll = (payload: unknown, ...paths: ReadonlyArray<string>): boolean =>
  paths.every((path) => valueAt(payload, path.split(".")) !== undefined)

export const readRow = <T extends Table>(table: T, payload: unknown): Row<T> =>
  Object.fromEntries(Object.entries(table).map(([name, read]) => [name, read(payload)])) as Row<T>
