/**
 * Effect's log over pino: one JSON object a line on stderr, so that stdout belongs to answers. What looks like a secret
 * is blacked out before it is written, by the name of its key and by its form (SAFE-5).
 */
import { Cause, Layer, Logger, type LogLevel } from "effect"
import { type DestinationStream, destination, type Level, pino } from "pino"

const levels: Record<LogLevel.LogLevel, Level | undefined> = {
  All: "trace",
  Trace: "trace",
  Debug: "debug",
  Info: "info",
  Warn: "warn",
  Error: "error",
  Fatal: "fatal",
  None: undefined
}

const secretKeys = [
  "token",
  "apiKey",
  "api_key",
  "apikey",
  "authorization",
  "Authorization",
  "cookie",
  "password",
  "secret"
]

/** Bearer tokens, and keys in the query of an address. */
const secretForms = /(Bearer\s+|(?:api_?key|token|secret)=)[^\s&"']+/gi

const blackedOut = (text: string): string => text.replaceAll(secretForms, "$1[secret]")

const textOf = (part: unknown): string => {
  if (typeof part === "string") return part
  if (part instanceof Error) return part.message
  return Cause.isCause(part) ? Cause.pretty(part) : JSON.stringify(part)
}

/** A logger that writes to a stream; by default stderr, without buffering, so that a crash loses no line. */
export const pinoLogger = (stream: DestinationStream = destination({ dest: 2, sync: true })) => {
  const log = pino(
    { level: "trace", base: null, timestamp: false, redact: secretKeys.flatMap((key) => [key, `*.${key}`]) },
    stream
  )
  return Logger.make(({ cause, date, logLevel, message }) => {
    const level = levels[logLevel]
    if (level === undefined) return
    const parts = Array.isArray(message) ? message : [message]
    const data = parts.filter(
      (part) => typeof part === "object" && part !== null && !(part instanceof Error) && !Cause.isCause(part)
    )
    const words = parts.filter((part) => !data.includes(part)).map(textOf)
    const reasons = cause.reasons.length === 0 ? {} : { cause: blackedOut(Cause.pretty(cause)) }
    log[level]({ time: date.toISOString(), ...Object.assign({}, ...data), ...reasons }, blackedOut(words.join(" ")))
  })
}

/** Replaces Effect's own loggers. */
export const pinoLayer = Layer.suspend(() => Logger.layer([pinoLogger()]))
