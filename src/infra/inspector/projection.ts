/**
 * What an inspector may see. Its window may belong to somebody else's page, so secrets never get there (SAFE-5), nor do a
 * person's words and paths; what is left is bounded in depth, breadth and length, so that it can always be written as JSON.
 */
import { canonicalJson, redactedText } from "../hybrid/redaction.ts"

/** The place to withhold data: what it gives is sent. It may drop and change anything, and must not throw. */
export interface Projection {
  /** Of a snapshot. */
  readonly context: (context: unknown) => unknown
  /** Events, and what work was asked and answered. */
  readonly data: (data: unknown) => unknown
}

export const withheld = "(withheld)"

/** What only this machine and its people know. */
const privateKeys = new Set(["by", "session", "query", "nfo", "fingerprint", "path", "root"])
const isPrivateText = (text: string): boolean => /^(?:\/|file:|server:|[A-Za-z]:[\\/]|\\\\)/.test(text)

const depthMax = 10
const entriesMax = 100
const lengthMax = 500

const shortened = (text: string): string => (text.length > lengthMax ? `${text.slice(0, lengthMax)} ...` : text)

const leaf = (value: unknown): unknown => {
  if (typeof value === "string") return isPrivateText(value) ? withheld : redactedText(shortened(value))
  if (typeof value === "number" || typeof value === "boolean") return value
  return typeof value === "function" ? { type: value.name } : null
}

/** Whether the names of secrets, as recordings know them, hold this one; asked once for each name. */
const hidden = new Map<string, boolean>()
const namesMax = 1_000
const hides = (name: string): boolean => {
  const known = hidden.get(name)
  if (known !== undefined) return known
  const isHidden = JSON.stringify(canonicalJson({ [name]: "a" })) !== JSON.stringify({ [redactedText(name)]: "a" })
  if (hidden.size < namesMax) hidden.set(name, isHidden)
  return isHidden
}

const projected = (value: unknown, depth: number): unknown => {
  if (value === undefined) return undefined
  if (typeof value !== "object" || value === null) return leaf(value)
  if (depth >= depthMax) return Array.isArray(value) ? "[Array]" : "[Object]"
  if (value instanceof Error) return redactedText(shortened(`${value.name}: ${value.message}`))
  if (Array.isArray(value)) return value.slice(0, entriesMax).map((each) => projected(each, depth + 1) ?? null)
  const entries = Object.entries(value).slice(0, entriesMax)
  return Object.fromEntries(
    entries.map(([name, each]) => [
      name,
      privateKeys.has(name) || (typeof each === "string" && hides(name)) ? withheld : projected(each, depth + 1)
    ])
  )
}

/** Everything but secrets and private things. */
export const defaultProjection: Projection = {
  context: (context) => projected(context, 0),
  data: (data) => projected(data, 0)
}
