/**
 * A folder of replay packs (`*.ndjson`). Opening it reads every file once and keeps only where each key's line is:
 * bodies stay on the disk and are read by offset when asked for. Rules and templates, which are few, are kept.
 * A damaged line is reported with file and line number and costs only itself.
 */
import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs"
import { basename, join } from "node:path"
import { Result, type Schema } from "effect"
import { type AnswerLine, parseLine } from "./pack-line.ts"
import { nearestAmong, type ReplaySource } from "./replay-source.ts"
import { type Rule, ruleFrom } from "./rules.ts"

interface Place {
  readonly pack: number
  readonly line: number
  readonly offset: number
  readonly length: number
}

/** A line that cannot be used. `line` counts from 1. */
export interface DamagedLine {
  readonly file: string
  readonly line: number
  readonly detail: string
}

export interface PackFolder extends ReplaySource {
  readonly damaged: ReadonlyArray<DamagedLine>
  readonly close: () => void
}

interface Index {
  readonly places: Map<string, Place>
  readonly rules: Array<Rule>
  readonly templates: Map<string, Schema.Json>
  readonly damaged: Array<DamagedLine>
}

const lineFeed = 10
const carriageReturn = 13
const quote = 34
const backslash = 92
const closingBrace = 125
const keyStart = Buffer.from(`{"key":"`)

/** The key of a line that begins with its key, without parsing the rest; undefined for every other line. */
const keyAtStart = (bytes: Buffer, start: number, end: number): string | undefined => {
  const from = start + keyStart.length
  if (bytes.compare(keyStart, 0, keyStart.length, start, Math.min(from, end)) !== 0) return undefined
  if (bytes[end - 1] !== closingBrace) return undefined
  let escaped = false
  for (let at = from; at < end; at++) {
    const byte = bytes[at]
    if (byte === backslash) {
      escaped = true
      at++
    } else if (byte === quote) {
      const text = bytes.toString("utf8", from, at)
      return escaped ? unescaped(text) : text
    }
  }
  return undefined
}

const unescaped = (text: string): string | undefined =>
  Result.getOrUndefined(Result.try(() => JSON.parse(`"${text}"`) as string))

const indexLine = (index: Index, file: string, bytes: Buffer, place: Place): void => {
  const end = place.offset + place.length
  const report = (detail: string) => void index.damaged.push({ file: basename(file), line: place.line, detail })
  const fileUnder = (key: string) => {
    if (index.places.has(key)) return report(`the key ${key} is filed already`)
    index.places.set(key, place)
  }
  const key = keyAtStart(bytes, place.offset, end)
  if (key !== undefined) return fileUnder(key)
  const parsed = parseLine(bytes.toString("utf8", place.offset, end))
  if (Result.isFailure(parsed)) return report(parsed.failure)
  const line = parsed.success
  if ("rule" in line) return void index.rules.push(ruleFrom(line))
  if ("template" in line) return void index.templates.set(line.template, line.compose)
  fileUnder(line.key)
}

const indexPack = (index: Index, pack: number, file: string): void => {
  const bytes = readFileSync(file)
  let offset = 0
  for (let line = 1; offset < bytes.length; line++) {
    const found = bytes.indexOf(lineFeed, offset)
    const next = found === -1 ? bytes.length : found
    const end = bytes[next - 1] === carriageReturn ? next - 1 : next
    if (end > offset) indexLine(index, file, bytes, { pack, line, offset, length: end - offset })
    offset = next + 1
  }
}

/** Opens every pack of a folder, in the order of their names. Throws the file system's error when it cannot be read. */
export const openPackFolder = (directory: string): PackFolder => {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith(".ndjson"))
    .toSorted()
  const index: Index = { places: new Map(), rules: [], templates: new Map(), damaged: [] }
  for (const [pack, name] of files.entries()) indexPack(index, pack, join(directory, name))
  const descriptors = files.map((name) => openSync(join(directory, name), "r"))

  const find = (key: string): Result.Result<AnswerLine, string> | undefined => {
    const place = index.places.get(key)
    if (place === undefined) return undefined
    const bytes = Buffer.allocUnsafe(place.length)
    readSync(descriptors[place.pack]!, bytes, 0, place.length, place.offset)
    const where = `${files[place.pack]} line ${place.line}`
    const line = parseLine(bytes.toString("utf8"))
    if (Result.isFailure(line)) return Result.fail(`${where}: ${line.failure}`)
    return "key" in line.success ? Result.succeed(line.success) : Result.fail(`${where}: the line is no answer`)
  }

  return {
    find,
    rules: index.rules,
    templates: index.templates,
    nearest: nearestAmong(() => index.places.keys()),
    keys: () => [...index.places.keys()],
    damaged: index.damaged,
    close: () => {
      for (const descriptor of descriptors) closeSync(descriptor)
    }
  }
}
