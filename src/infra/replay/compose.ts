/**
 * Makes an answer's body out of others. In a template
 * - `"{name}"` becomes the value of that name, and `{name}` inside a longer text its text;
 * - `{"$answer": key, "$without": [names], ...more}` becomes the body filed under that key, less those names, plus `more`;
 * - `{"$each": name, "as": [columns], "make": template}` becomes a list: one item for each row of that value.
 * Whoever wrote the template owns the shape; nothing here knows a provider. Values that were filled in are not filled again.
 */
import { Predicate, type Schema } from "effect"

export type Values = Readonly<Record<string, Schema.Json>>

/** A template that asks for something that is not there. `message` names it. */
export class ComposeFault extends Error {
  override readonly name = "ComposeFault"
}

type Lookup = (key: string) => Schema.Json

const placeholder = /\{([a-zA-Z]\w*)\}/g
const wholePlaceholder = /^\{([a-zA-Z]\w*)\}$/

const valueOf = (values: Values, name: string): Schema.Json => {
  if (!Object.hasOwn(values, name)) throw new ComposeFault(`the template needs a value named ${name}`)
  return values[name]!
}

const textOf = (json: Schema.Json | undefined): string =>
  typeof json === "string" ? json : JSON.stringify(json ?? null)

/** A text with its placeholders filled in: any value where one placeholder is all of it. */
const fillText = (text: string, values: Values): Schema.Json => {
  if (!text.includes("{")) return text
  const whole = wholePlaceholder.exec(text)
  if (whole !== null) return valueOf(values, whole[1]!)
  return text.replaceAll(placeholder, (_, name: string) => textOf(valueOf(values, name)))
}

/** The key of the answer that a template begins with. */
export const answerKey = (template: Values, values: Values): string =>
  textOf(fillText(textOf(template["$answer"]), values))

const isRecord = (json: unknown): json is Values => Predicate.isObject(json) && !Array.isArray(json)

const rowValues = (row: Schema.Json, columns: ReadonlyArray<Schema.Json>, outer: Values): Values => {
  if (!Array.isArray(row)) throw new ComposeFault("$each needs rows that are lists")
  return { ...outer, ...Object.fromEntries(columns.map((column, place) => [textOf(column), row[place] ?? null])) }
}

const each = (template: Values, values: Values, lookup: Lookup): Schema.Json => {
  const rows = valueOf(values, textOf(template["$each"]))
  const columns = template["as"]
  if (!Array.isArray(rows) || !Array.isArray(columns)) throw new ComposeFault("$each needs a list of rows, and `as`")
  return rows.map((row: Schema.Json) => compose(template["make"]!, rowValues(row, columns, values), lookup))
}

const merged = (template: Values, values: Values, lookup: Lookup): Schema.Json => {
  const key = answerKey(template, values)
  const { $answer: _answer, $without: without, ...more } = template
  const base = lookup(key)
  if (without === undefined && Object.keys(more).length === 0) return base
  if (!isRecord(base)) throw new ComposeFault(`nothing can be merged into ${key}: it is not an object`)
  const dropped = new Set(Array.isArray(without) ? without : [])
  const kept = Object.entries(base).filter(([name]) => !dropped.has(name))
  return Object.fromEntries([...kept, ...Object.entries(composeEntries(more, values, lookup))])
}

const composeEntries = (template: Values, values: Values, lookup: Lookup): Values =>
  Object.fromEntries(
    Object.entries(template).map(([name, part]) => [
      name.includes("{") ? textOf(fillText(name, values)) : name,
      compose(part, values, lookup)
    ])
  )

/** The body that a template makes. Throws a ComposeFault when a value or an answer is missing. */
export const compose = (template: Schema.Json, values: Values, lookup: Lookup): Schema.Json => {
  if (typeof template === "string") return fillText(template, values)
  if (Array.isArray(template)) return template.map((part: Schema.Json) => compose(part, values, lookup))
  if (!isRecord(template)) return template
  if (Object.hasOwn(template, "$answer")) return merged(template, values, lookup)
  if (Object.hasOwn(template, "$each")) return each(template, values, lookup)
  return composeEntries(template, values, lookup)
}
