/** A trace from a CSV of time, movie, kind: any rating or access log that is sorted by time. Wrong lines are told, none is guessed at. */
import { Effect, Schema } from "effect"
import { parse } from "csv-parse/sync"

export class TraceRefused extends Schema.TaggedError<TraceRefused>()("TraceRefused", { detail: Schema.String }) {
  override get message() {
    return this.detail
  }
}

export interface Uses {
  readonly movies: number
  readonly times: Float64Array
  readonly uses: Int32Array
}

const usesMax = 20_000_000
const secondsBelow = 1e11

/** Epoch seconds, epoch milliseconds, or a date that says its zone or none at all; NaN for anything else. */
const timeOf = (text: string): number => {
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) < secondsBelow ? Number(text) * 1_000 : Number(text)
  return /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN
}

interface Row {
  readonly record: ReadonlyArray<string>
  readonly info: { readonly lines: number }
}

const rowsOf = (text: string): ReadonlyArray<Row> =>
  parse(text, {
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true
  }) as unknown as Row[]

/** The uses that the rows tell, or the first thing that is wrong with them. */
const usesOf = (rows: ReadonlyArray<Row>): Uses | string => {
  const isHead = rows[0]?.record[0]?.toLowerCase() === "time"
  const body = isHead ? rows.slice(1) : rows
  if (body.length === 0) return "there is no use in it"
  if (body.length > usesMax) return `it has more than ${usesMax} uses`
  const numbers = new Map<string, number>()
  const times = new Float64Array(body.length)
  const uses = new Int32Array(body.length)
  for (const [index, { info, record }] of body.entries()) {
    const [time = "", movie = ""] = record
    if (record.length < 2 || record.length > 3)
      return `line ${info.lines} has ${record.length} columns; 2 or 3 are time, movie, kind`
    const at = timeOf(time)
    if (!Number.isFinite(at))
      return `line ${info.lines}: "${time.slice(0, 40)}" is no time (epoch seconds, milliseconds, or 2026-01-31T20:15:00Z)`
    if (movie === "") return `line ${info.lines} names no movie`
    if (index > 0 && at < times[index - 1]!)
      return `line ${info.lines} is earlier than the line before it; sort the file by time`
    if (!numbers.has(movie)) numbers.set(movie, numbers.size)
    times[index] = at
    uses[index] = numbers.get(movie)!
  }
  return { movies: numbers.size, times, uses }
}

/** `name` is for the message only. */
export const readTrace = (text: string, name: string): Effect.Effect<Uses, TraceRefused> =>
  Effect.gen(function* () {
    const refused = (why: string) => new TraceRefused({ detail: `The trace ${name} cannot be used: ${why}.` })
    const rows = yield* Effect.try({
      try: () => rowsOf(text),
      catch: (error) => refused(error instanceof Error ? error.message.replace(/\.$/, "") : String(error))
    })
    const uses = usesOf(rows)
    return typeof uses === "string" ? yield* refused(uses) : uses
  })
