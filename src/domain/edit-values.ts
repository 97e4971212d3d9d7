/**
 * What a person may write into a field: of the field's kind, within its bounds, and cleaned like any text from outside
 * (SAFE-4). Fields that hold more than a text, a number or a list of names take any JSON of modest size.
 */
import type { Schema } from "effect"
import type { FieldName } from "./knowledge.ts"
import { calendarDate, cleanLine, cleanParagraphs, yearMax, yearMin } from "./text.ts"

type Json = Schema.Json
/** The value to keep, or undefined when it makes no sense in the field. */
type Reading = (value: Json) => Json | undefined

const jsonLengthMax = 4_000
const namesMax = 50

const line =
  (lengthMax: number): Reading =>
  (value) =>
    typeof value === "string" && value.length <= 4 * lengthMax ? cleanLine(value, lengthMax) : undefined

const paragraphs =
  (lengthMax: number): Reading =>
  (value) =>
    typeof value === "string" && value.length <= 4 * lengthMax ? cleanParagraphs(value, lengthMax) : undefined

const wholeNumber =
  (from: number, to: number): Reading =>
  (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= from && value <= to ? value : undefined

const day: Reading = (value) => (typeof value === "string" ? calendarDate(value) : undefined)

const names: Reading = (value) => {
  if (!Array.isArray(value) || value.length > namesMax) return undefined
  const read = value.map(line(100))
  return read.every((name) => name !== undefined) ? read : undefined
}

const modest: Reading = (value) => (JSON.stringify(value).length <= jsonLengthMax ? cleaned(value) : undefined)

/** The same value with every text in it cleaned. Keys that would reach a prototype are left out. */
const cleaned = (value: Json): Json => {
  if (typeof value === "string") return cleanParagraphs(value, jsonLengthMax) ?? ""
  if (Array.isArray(value)) return value.map(cleaned)
  if (typeof value !== "object" || value === null) return value
  const safe = Object.entries(value).filter(([key]) => key !== "__proto__")
  return Object.fromEntries(safe.map(([key, part]) => [key, cleaned(part as Json)]))
}

const readings: { readonly [field in FieldName]?: { readonly read: Reading; readonly wants: string } } = {
  title: { read: line(300), wants: "a text of 1 to 300 characters" },
  originalTitle: { read: line(300), wants: "a text of 1 to 300 characters" },
  year: { read: wholeNumber(yearMin, yearMax), wants: `a year from ${yearMin} to ${yearMax}` },
  releaseDate: { read: day, wants: "a day as YYYY-MM-DD" },
  runtimeMinutes: { read: wholeNumber(1, 10_000), wants: "whole minutes from 1 to 10,000" },
  language: { read: line(20), wants: "a language code such as en" },
  overview: { read: paragraphs(10_000), wants: "a text of up to 10,000 characters" },
  tagline: { read: line(500), wants: "a text of 1 to 500 characters" },
  status: { read: line(50), wants: "a text of 1 to 50 characters" },
  genres: { read: names, wants: `a list of up to ${namesMax} names` },
  keywords: { read: names, wants: `a list of up to ${namesMax} names` }
}

export type EditReading = { readonly value: Json } | { readonly wants: string }

/** A person's value for a field as it is kept, or what the field wants instead. Pure. */
export const readEdit = (field: FieldName, value: Json): EditReading => {
  const { read, wants } = readings[field] ?? {
    read: modest,
    wants: `a value of up to ${jsonLengthMax} characters of JSON`
  }
  const kept = read(value)
  return kept === undefined ? { wants } : { value: kept }
}
