/**
 * Lenient reading of a provider's JSON (SAFE-4). Unknown fields are ignored and missing ones normal; a field of the wrong
 * type or out of range is left out and noted, and the rest of the answer stands.
 */
import { calendarDate, cleanLine, cleanParagraphs, imagePath } from "../../domain/text.ts"

/** A field that could not be used, and why. */
export interface FieldNote {
  readonly field: string
  readonly problem: string
}

/** Notes beyond this many tell nothing new. */
const notesMax = 50

export interface Range {
  readonly min: number
  readonly max: number
}

export interface AnswerReader {
  /** One line of clean text, cut at `lengthMax` code points. */
  readonly line: (field: string, lengthMax: number) => string | undefined
  /** Clean text with its paragraphs. */
  readonly paragraphs: (field: string, lengthMax: number) => string | undefined
  /** Text of a fixed form: an id, a language. */
  readonly matching: (field: string, pattern: RegExp) => string | undefined
  readonly date: (field: string) => string | undefined
  readonly image: (field: string) => string | undefined
  readonly number: (field: string, range: Range) => number | undefined
  readonly integer: (field: string, range: Range) => number | undefined
  /** A whole number that is 0 where the provider does not know: 0 is nothing, and noted. */
  readonly amount: (field: string, max: number) => number | undefined
  readonly flag: (field: string) => boolean | undefined
  readonly object: (field: string) => AnswerReader | undefined
  /** The readable items of a list, at most `itemsMax`; undefined when there is no list. */
  readonly list: <A>(
    field: string,
    itemsMax: number,
    read: (item: AnswerReader) => A | undefined
  ) => ReadonlyArray<A> | undefined
  /** How many items a list has, readable or not; 0 when there is no list. */
  readonly count: (field: string) => number
  /** The short texts of a list of texts; empty when there is none. */
  readonly texts: (field: string) => ReadonlyArray<string>
  /** The names of all fields. */
  readonly names: () => ReadonlyArray<string>
  readonly notes: ReadonlyArray<FieldNote>
}

class Reader implements AnswerReader {
  readonly notes: Array<FieldNote>
  readonly #record: Record<string, unknown>
  readonly #path: string

  constructor(record: Record<string, unknown>, path: string, notes: Array<FieldNote>) {
    this.#record = record
    this.#path = path
    this.notes = notes
  }

  #note(field: string, problem: string): undefined {
    if (this.notes.length < notesMax) this.notes.push({ field: `${this.#path}${field}`, problem })
    return undefined
  }

  #value(field: string): unknown {
    return Object.hasOwn(this.#record, field) ? (this.#record[field] ?? undefined) : undefined
  }

  /** Providers say "nothing" in many ways: no field, null, and empty text. */
  #text(field: string): string | undefined {
    const value = this.#value(field)
    if (value === undefined || value === "") return undefined
    return typeof value === "string" ? value : this.#note(field, `is not text but ${typeof value}`)
  }

  #formed(field: string, form: (text: string) => string | undefined, wanted: string): string | undefined {
    const text = this.#text(field)
    return text === undefined ? undefined : (form(text) ?? this.#note(field, `is not ${wanted}`))
  }

  line(field: string, lengthMax: number) {
    return this.#formed(field, (text) => cleanLine(text, lengthMax), "readable text")
  }
  paragraphs(field: string, lengthMax: number) {
    return this.#formed(field, (text) => cleanParagraphs(text, lengthMax), "readable text")
  }
  matching(field: string, pattern: RegExp) {
    return this.#formed(field, (text) => (pattern.test(text) ? text : undefined), `of the form ${pattern.source}`)
  }
  date(field: string) {
    return this.#formed(field, calendarDate, "a day of the calendar")
  }
  image(field: string) {
    return this.#formed(field, imagePath, "the path of an image")
  }
  number(field: string, range: Range) {
    const value = this.#value(field)
    if (value === undefined) return undefined
    if (typeof value !== "number") return this.#note(field, `is not a number but ${typeof value}`)
    return value >= range.min && value <= range.max
      ? value
      : this.#note(field, `is not from ${range.min} to ${range.max}`)
  }
  integer(field: string, range: Range) {
    const value = this.number(field, range)
    return value === undefined || Number.isInteger(value) ? value : this.#note(field, "is not a whole number")
  }
  amount(field: string, max: number) {
    const value = this.integer(field, { min: 0, max })
    return value === 0 ? this.#note(field, "is 0") : value
  }
  flag(field: string) {
    const value = this.#value(field)
    if (value === undefined || typeof value === "boolean") return value
    return this.#note(field, `is not true or false but ${typeof value}`)
  }
  object(field: string) {
    const value = this.#value(field)
    if (value === undefined) return undefined
    return nestedReader(value, `${this.#path}${field}.`, this.notes) ?? this.#note(field, "is not an object")
  }
  list<A>(field: string, itemsMax: number, read: (item: AnswerReader) => A | undefined) {
    const value = this.#value(field)
    if (value === undefined) return undefined
    if (!Array.isArray(value)) return this.#note(field, "is not a list")
    const items: Array<A> = []
    for (const [index, entry] of value.entries()) {
      if (items.length === itemsMax) break
      const item = nestedReader(entry, `${this.#path}${field}[${index}].`, this.notes)
      const found = item === undefined ? this.#note(`${field}[${index}]`, "is not an object") : read(item)
      if (found !== undefined) items.push(found)
    }
    return items
  }
  count(field: string) {
    const value = this.#value(field)
    return Array.isArray(value) ? value.length : 0
  }
  texts(field: string) {
    const value = this.#value(field)
    if (!Array.isArray(value)) return []
    return value.slice(0, 100).filter((text) => typeof text === "string" && text.length <= 100)
  }
  names() {
    return Object.keys(this.#record)
  }
}

const nestedReader = (value: unknown, path: string, notes: Array<FieldNote>): AnswerReader | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? new Reader(value as Record<string, unknown>, path, notes)
    : undefined

/** A reader of the value, or undefined when it is no object. */
export const answerReader = (value: unknown): AnswerReader | undefined => nestedReader(value, "", [])
