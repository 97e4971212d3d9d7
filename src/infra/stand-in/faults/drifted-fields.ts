import type { Schema } from "effect"
import { isJsonObject, type JsonObject, jsonOf, withJson } from "../reply.ts"
import { afresh, type Chance, fault } from "./fault.ts"

/** What says which film it is stays: an answer that lost it is another fault. */
const kept = new Set(["id", "entities", "Response", "imdbID"])
/** Of its other fields an object loses or bends about so many. */
const share = 0.3

const bent = (value: Schema.Json): Schema.Json => {
  if (typeof value === "number") return `about ${value}`
  if (typeof value === "string") return { text: value }
  if (typeof value === "boolean" || value === null) return 0
  return Array.isArray(value) ? { 0: null } : "an object"
}

const unknown = { softcore: false, invented_field: { since: "2026-01-01", values: [1, null, "x"] } }

/** The object with its fields changed, and likewise all objects in it. `change` gives undefined where a field goes. */
const changed = (
  object: JsonObject,
  change: (value: Schema.Json) => Schema.Json | undefined,
  more: JsonObject
): JsonObject => {
  const deep = (value: Schema.Json): Schema.Json => {
    if (Array.isArray(value))
      return value.map((item: Schema.Json) => (isJsonObject(item) ? changed(item, change, more) : item))
    return isJsonObject(value) ? changed(value, change, more) : value
  }
  const fields = Object.entries(object).flatMap(([name, value]): ReadonlyArray<[string, Schema.Json]> => {
    if (kept.has(name) || /^Q\d+$/.test(name)) return [[name, deep(value)]]
    const now = change(value)
    if (now === undefined) return []
    return [[name, now === value ? deep(value) : now]]
  })
  return { ...Object.fromEntries(fields), ...more }
}

const drifted = (body: JsonObject, variant: string, chance: Chance): JsonObject => {
  if (variant === "unknown-fields") return changed(body, (value) => value, unknown)
  const hit = () => chance.next() < share
  if (variant === "missing-fields") return changed(body, (value) => (hit() ? undefined : value), {})
  return changed(body, (value) => (hit() ? bent(value) : value), {})
}

export const driftedFields = fault({
  kind: "drifted-fields",
  what: "fields that nobody has seen before, fields that are gone, fields of another type; ids stay",
  variants: ["unknown-fields", "missing-fields", "wrong-types"],
  reply: ({ asked, chance, honest, variant }) => {
    const reply = honest(afresh(asked))
    const body = reply.status === 200 ? jsonOf(reply) : undefined
    return body === undefined ? reply : withJson(reply, drifted(body, variant, chance))
  }
})
