/**
 * What must never be written down: keys, tokens, cookies, and what looks like one, whoever sent it (SAFE-5). It errs on the side
 * of taking out too much: a fixture that lacks a word does no harm.
 */
import type { Schema } from "effect"

const taken = "[redacted]"

/** Names of fields and parameters, without regard to case, `-` and `_`. */
const secretNames = new Set([
  "apikey",
  "xapikey",
  "token",
  "accesstoken",
  "refreshtoken",
  "requesttoken",
  "authtoken",
  "idtoken",
  "bearer",
  "session",
  "sessionid",
  "guestsessionid",
  "authorization",
  "proxyauthorization",
  "cookie",
  "cookies",
  "setcookie",
  "password",
  "passwd",
  "secret",
  "clientsecret",
  "credential",
  "credentials"
])

const isSecretName = (name: string): boolean => secretNames.has(name.toLowerCase().replaceAll(/[-_]/g, ""))

const names =
  "api[-_]?key|(?:access|auth|refresh|request|id)[-_]?token|token|(?:guest[-_]?)?session[-_]?id|client[-_]?secret|secret|password|authorization"
const patterns: ReadonlyArray<readonly [RegExp, string]> = [
  // "Basic Instinct" and "a bearer of bad news" are no secrets: those are long and hold a digit.
  [/\b(bearer|basic)\s+(?=[\w.~+/-]*\d)[\w.~+/-]{12,}=*/gi, `$1 ${taken}`],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, taken],
  [/\b((?:set-)?cookie:\s*)[^\s=;]+=[^\r\n"]*/gi, `$1${taken}`],
  // In addresses, in forms, and in JSON within a text.
  [new RegExp(`(\\b(?:${names})\\\\?["']?\\s*(?:=|%3D)\\s*\\\\?["']?)[^\\s&#;"'\\\\,}]+`, "gi"), `$1${taken}`],
  [new RegExp(`(\\b(?:${names})\\\\?["']\\s*:\\s*\\\\?["'])[^"'\\\\]+`, "gi"), `$1${taken}`],
  [new RegExp(`(\\b(?:authorization|x-api-key):\\s*)[^\\r\\n"]+`, "gi"), `$1${taken}`]
]

/** The text without what looks like a secret. */
export const redactedText = (text: string): string =>
  patterns.reduce((clean, [pattern, replacement]) => clean.replaceAll(pattern, replacement), text)

/** The value with its fields in alphabetical order and without secrets: the same answer always has the same text. */
export const canonicalJson = (value: Schema.Json): Schema.Json => {
  if (typeof value === "string") return redactedText(value)
  if (typeof value !== "object" || value === null) return value
  if (Array.isArray(value)) return value.map(canonicalJson)
  const fields = Object.entries(value as Readonly<Record<string, Schema.Json>>).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    fields.map(([name, field]) => [
      redactedText(name),
      isSecretName(name) && field !== null ? taken : canonicalJson(field)
    ])
  )
}

/** Bytes that are no JSON, without what looks like a secret; the very same bytes when nothing does. */
export const redactedBytes = (bytes: Uint8Array): Uint8Array => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1")
  const clean = redactedText(text)
  return clean === text ? bytes : new Uint8Array(Buffer.from(clean, "latin1"))
}
