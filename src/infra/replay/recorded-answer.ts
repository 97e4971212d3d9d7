/** Looks an answer up by its request key and makes its bytes: as recorded, composed of others, or by a rule. */
import { Result, type Schema } from "effect"
import { answerKey, ComposeFault, compose, type Values } from "./compose.ts"
import type { AnswerLine } from "./pack-line.ts"
import type { ReplaySource } from "./replay-source.ts"
import { matchRule } from "./rules.ts"

export interface RecordedAnswer {
  readonly status: number
  readonly latencyMs: number
  readonly contentType: string
  readonly bytes: () => Uint8Array
  readonly json: () => Schema.Json
}

/** Answers are made of answers at most this deep; more means that they go in a circle. */
const depthMax = 8
const jsonType = "application/json"

const makeJson = (source: ReplaySource, line: AnswerLine, depth: number): Schema.Json => {
  if (line.body !== undefined) return line.body
  if (line.use === undefined && line.compose === undefined) throw new ComposeFault(`${line.key} has no JSON body`)
  const template = line.use === undefined ? line.compose! : source.templates.get(line.use)
  if (template === undefined) throw new ComposeFault(`${line.key} uses the template ${line.use}, which no pack holds`)
  return compose(template, line.values ?? {}, (key) => part(source, key, depth).json())
}

const part = (source: ReplaySource, key: string, depth: number): RecordedAnswer => {
  const answer = find(source, key, depth + 1)
  if (answer === undefined) throw new ComposeFault(`the answer is made of ${key}, which no pack holds`)
  return answer
}

const fromLine = (source: ReplaySource, line: AnswerLine, depth: number): RecordedAnswer => {
  const json = () => makeJson(source, line, depth)
  return {
    status: line.status ?? 200,
    latencyMs: line.latencyMs ?? 0,
    contentType: line.type ?? jsonType,
    json,
    bytes: () =>
      line.base64 === undefined
        ? Buffer.from(JSON.stringify(json()))
        : new Uint8Array(Buffer.from(line.base64, "base64"))
  }
}

/** A rule begins with another answer, whose status, latency and type it takes; anything but success passes as it is. */
const fromRule = (source: ReplaySource, template: Values, values: Values, extraMs: number, depth: number) => {
  const key = answerKey(template, values)
  const base = find(source, key, depth + 1)
  if (base === undefined) return undefined
  const plain = base.status !== 200 || Object.keys(template).length === 1
  const json = () => compose(template, values, (name) => part(source, name, depth).json())
  const bytes = plain ? base.bytes : () => Buffer.from(JSON.stringify(json()))
  return { ...base, latencyMs: base.latencyMs + extraMs, json: plain ? base.json : json, bytes }
}

const find = (source: ReplaySource, key: string, depth: number): RecordedAnswer | undefined => {
  if (depth > depthMax) throw new ComposeFault(`${key} is made of itself, or of more than ${depthMax} layers`)
  const line = source.find(key)
  if (line !== undefined) {
    if (Result.isFailure(line)) throw new ComposeFault(line.failure)
    return fromLine(source, line.success, depth)
  }
  for (const rule of source.rules) {
    const values = matchRule(rule, key)
    if (values === undefined) continue
    const answer = fromRule(source, rule.line.compose as Values, values, rule.line.latencyMs ?? 0, depth)
    if (answer !== undefined) return answer
  }
  return undefined
}

/** The answer to a request key; undefined when no pack has one; a sentence when it is there and cannot be made. */
export const recordedAnswer = (source: ReplaySource, key: string) =>
  Result.try({
    try: () => {
      const answer = find(source, key, 0)
      if (answer === undefined) return undefined
      const { status, latencyMs, contentType } = answer
      return { status, latencyMs, contentType, body: answer.bytes() }
    },
    catch: (fault) => {
      if (fault instanceof ComposeFault) return fault.message
      throw fault
    }
  })
