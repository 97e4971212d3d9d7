/** Takes secrets out of bytes: a provider may send a key back to us, and nobody may read it in a log or a file (SAFE-5). */
import { Redacted } from "effect"
import type { ProviderAuth } from "./http-settings.ts"

/** Shorter secrets would be found in ordinary words. */
const secretLengthMin = 4
const replacement = Buffer.from("[redacted]")

/** The forms in which a secret may come back: plain, as part of an address, within a JSON text, in base64. */
const formsOf = (secret: string): ReadonlyArray<Buffer> =>
  secret.length < secretLengthMin
    ? []
    : [...new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), btoaOf(secret)])].map(
        (form) => Buffer.from(form)
      )

const btoaOf = (secret: string): string => Buffer.from(secret).toString("base64")

export const secretsOf = (auth: ProviderAuth): ReadonlyArray<Redacted.Redacted> => {
  if (auth.kind === "bearer") return [auth.token]
  return auth.kind === "query" ? [auth.key] : []
}

const without = (bytes: Buffer, form: Buffer): Buffer => {
  const pieces: Array<Buffer> = []
  let start = 0
  for (let at = bytes.indexOf(form); at >= 0; at = bytes.indexOf(form, start)) {
    pieces.push(bytes.subarray(start, at), replacement)
    start = at + form.length
  }
  return start === 0 ? bytes : Buffer.concat([...pieces, bytes.subarray(start)])
}

export type Scrub = (bytes: Uint8Array) => Uint8Array

/** A function that gives the same bytes with `[redacted]` in the place of every secret; mostly the very same array. */
export const scrubber = (secrets: ReadonlyArray<Redacted.Redacted>): Scrub => {
  const forms = secrets.flatMap((secret) => formsOf(Redacted.value(secret)))
  return (bytes) => {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const scrubbed = forms.reduce(without, view)
    return scrubbed === view ? bytes : new Uint8Array(scrubbed)
  }
}
