/** In what two JSON values differ: paths with the old and the new value. Lists of things with ids are compared by their ids. */
import type { Schema } from "effect"
import { cleanLine } from "../../domain/text.ts"

export interface Difference {
  /** `credits.cast[].name`: the same for every item of a list, so that alike differences count together. */
  readonly path: string
  /** Null where there is nothing. */
  readonly before: string | null
  readonly after: string | null
}

/** Beyond so many the rest of the answer is not looked at. */
const differencesMax = 500
const depthMax = 32
const valueLengthMax = 80

type Fields = Readonly<Record<string, Schema.Json>>

const shown = (value: Schema.Json | undefined): string | null =>
  value === undefined ? null : (cleanLine(JSON.stringify(value).slice(0, 4 * valueLengthMax), valueLengthMax) ?? "")

const fieldsOf = (value: Schema.Json | undefined): Fields | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined

const idNames = ["credit_id", "id", "file_path", "iso_639_1"]

/** The items by their ids; undefined when they have none, or not one each. */
const byId = (items: ReadonlyArray<Schema.Json>, name: string): ReadonlyMap<string, Schema.Json> | undefined => {
  const found = new Map<string, Schema.Json>()
  for (const item of items) {
    const id = fieldsOf(item)?.[name]
    if (id === undefined || typeof id === "object") return undefined
    found.set(String(id), item)
  }
  return found.size === items.length ? found : undefined
}

class Comparison {
  readonly found: Array<Difference> = []

  compare(path: string, before: Schema.Json | undefined, after: Schema.Json | undefined, depth = 0): void {
    if (this.found.length >= differencesMax || before === after) return
    if (depth < depthMax && Array.isArray(before) && Array.isArray(after))
      return this.#lists(path, before, after, depth)
    const [first, second] = [fieldsOf(before), fieldsOf(after)]
    if (depth < depthMax && first !== undefined && second !== undefined) return this.#fields(path, first, second, depth)
    if (JSON.stringify(before) === JSON.stringify(after)) return
    this.found.push({ path: path === "" ? "(all)" : path, before: shown(before), after: shown(after) })
  }

  #fields(path: string, before: Fields, after: Fields, depth: number): void {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()
    for (const name of names) this.compare(path === "" ? name : `${path}.${name}`, before[name], after[name], depth + 1)
  }

  #lists(path: string, before: ReadonlyArray<Schema.Json>, after: ReadonlyArray<Schema.Json>, depth: number): void {
    for (const name of idNames) {
      const [first, second] = [byId(before, name), byId(after, name)]
      if (first === undefined || second === undefined || first.size + second.size === 0) continue
      for (const id of new Set([...first.keys(), ...second.keys()])) {
        this.compare(`${path}[]`, first.get(id), second.get(id), depth + 1)
      }
      return
    }
    const length = Math.max(before.length, after.length)
    for (let place = 0; place < length; place++) this.compare(`${path}[]`, before[place], after[place], depth + 1)
  }
}

/** The differences in the order of the paths, at most 500. The order of a list with ids is not one. */
export const jsonDifference = (before: Schema.Json, after: Schema.Json): ReadonlyArray<Difference> => {
  const comparison = new Comparison()
  comparison.compare("", before, after)
  return comparison.found
}
