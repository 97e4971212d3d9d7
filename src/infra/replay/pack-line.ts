/**
 * The lines of a replay pack (NDJSON, described for people in fixtures/README.md):
 * an answer filed under its request key, a rule that makes answers for a pattern of keys, or a template that answers share.
 * Nothing here knows a provider: composing is filling in and merging, no more.
 */
import { Result, Schema } from "effect"

/** How an answer was recorded. Exactly one of `body`, `base64`, `compose` and `use` says what its bytes are. */
export const AnswerLine = Schema.Struct({
  key: Schema.String,
  status: Schema.optionalKey(Schema.Int),
  latencyMs: Schema.optionalKey(Schema.Finite),
  /** The content type; `application/json` when absent. */
  type: Schema.optionalKey(Schema.String),
  body: Schema.optionalKey(Schema.Json),
  base64: Schema.optionalKey(Schema.String),
  compose: Schema.optionalKey(Schema.Json),
  /** The template to fill with `values`. */
  use: Schema.optionalKey(Schema.String),
  values: Schema.optionalKey(Schema.Record(Schema.String, Schema.Json))
})
export type AnswerLine = typeof AnswerLine.Type

/** `rule` is a request key in which `{name}` stands for any text without `/`, `?` and `&`. */
export const RuleLine = Schema.Struct({
  rule: Schema.String,
  /** Added to the latency of the answer that the composed one begins with. */
  latencyMs: Schema.optionalKey(Schema.Finite),
  compose: Schema.Json
})
export type RuleLine = typeof RuleLine.Type

export const TemplateLine = Schema.Struct({ template: Schema.String, compose: Schema.Json })
export type TemplateLine = typeof TemplateLine.Type

export type PackLine = AnswerLine | RuleLine | TemplateLine

const decodeLine = Schema.decodeUnknownResult(Schema.Union([AnswerLine, RuleLine, TemplateLine]))

/** The line that a text holds, or a sentence that says what is wrong with it. */
export const parseLine = (text: string): Result.Result<PackLine, string> => {
  const json = Result.try({ try: () => JSON.parse(text) as unknown, catch: () => "the line is not valid JSON" })
  if (Result.isFailure(json)) return Result.fail(json.failure)
  return Result.mapError(decodeLine(json.success), () => "the line is neither an answer, a rule nor a template")
}
