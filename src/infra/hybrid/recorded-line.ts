/** An answer as a line of a pack, in the one form that it can have: see fixtures/README.md. */
import { Option, Schema } from "effect"
import type { ProviderAnswer } from "../../services/data-provider.ts"
import { AnswerLine } from "../replay/pack-line.ts"
import { canonicalJson, redactedBytes, redactedText } from "./redaction.ts"

/** A line of a recording also says when the provider said so, because that limits how long it may be kept. */
export const RecordedLine = Schema.Struct({ ...AnswerLine.fields, recordedAt: Schema.Finite })
export type RecordedLine = typeof RecordedLine.Type

const decodeLine = Schema.decodeUnknownOption(Schema.fromJsonString(RecordedLine))
const jsonType = "application/json"

type Body = { readonly body: Schema.Json } | { readonly base64: string }

const bodyOf = ({ body, contentType }: ProviderAnswer, scrub: (bytes: Uint8Array) => Uint8Array): Body => {
  const clean = scrub(body)
  if (/^application\/(?:[\w.-]+\+)?json\b/i.test(contentType)) {
    try {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(clean)
      return { body: canonicalJson(JSON.parse(text) as Schema.Json) }
    } catch {
      // Not JSON after all: its bytes are what was answered.
    }
  }
  return { base64: Buffer.from(redactedBytes(clean)).toString("base64") }
}

/** The line that says that this was answered. `scrub` takes out the secrets that are known by heart. */
export const recordedLine = (
  key: string,
  answer: ProviderAnswer,
  { latencyMs, recordedAt }: { readonly latencyMs: number; readonly recordedAt: number },
  scrub: (bytes: Uint8Array) => Uint8Array
): RecordedLine => {
  const clean = Buffer.from(scrub(Buffer.from(redactedText(key)))).toString("utf8")
  const { contentType, status } = answer
  const type = redactedText(contentType)
  return {
    key: clean,
    ...(status === 200 ? {} : { status }),
    latencyMs: Math.max(Math.round(latencyMs), 0),
    recordedAt,
    ...(type === jsonType ? {} : { type }),
    ...bodyOf(answer, scrub)
  }
}

/** The line's bytes, newline included. */
export const lineBytes = (line: RecordedLine): Uint8Array => Buffer.from(`${JSON.stringify(line)}\n`)

/** The line in these bytes, or undefined when they are none. */
export const parseRecorded = (bytes: Uint8Array): RecordedLine | undefined =>
  Option.getOrUndefined(decodeLine(Buffer.from(bytes).toString("utf8")))

/** What was answered, in the form that a data provider gives. */
export const answerOf = (line: RecordedLine): ProviderAnswer => ({
  status: line.status ?? 200,
  contentType: line.type ?? jsonType,
  body:
    line.base64 === undefined
      ? Buffer.from(JSON.stringify(line.body))
      : new Uint8Array(Buffer.from(line.base64, "base64")),
  fetchedAt: line.recordedAt
})

/** Whether two lines tell the same, whenever and however fast. */
export const isSameAnswer = (a: RecordedLine, b: RecordedLine): boolean => {
  const { latencyMs: _, recordedAt: __, ...first } = a
  const { latencyMs: ___, recordedAt: ____, ...second } = b
  return JSON.stringify(first) === JSON.stringify(second)
}
