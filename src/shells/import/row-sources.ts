/**
 * Lists of movies, read row by row: CSV, TSV as IMDb writes it, NDJSON, JSON, and the .nfo of a media centre; each also
 * gzipped. A row that is broken is told with its line and the rest goes on.
 */
import { type CsvError, type Options, parse } from "csv-parse"
import { createReadStream } from "node:fs"
import { basename } from "node:path"
import { createInterface } from "node:readline"
import { pipeline, type Readable, Transform } from "node:stream"
import { text } from "node:stream/consumers"
import { createGunzip } from "node:zlib"
import { readNfo } from "../../domain/naming/nfo.ts"
import type { ImportRow, RowRefused } from "./import-row.ts"

export const importFormats = ["csv", "tsv", "ndjson", "json", "nfo"] as const
export type ImportFormat = (typeof importFormats)[number]

export type SourceRow = ImportRow | RowRefused

export interface RowSource {
  readonly rows: AsyncIterable<SourceRow>
  /** Bytes of the file read so far, before unpacking. */
  readonly bytesRead: () => number
}

const extensions: Readonly<Record<string, ImportFormat>> = {
  csv: "csv",
  txt: "csv",
  tsv: "tsv",
  ndjson: "ndjson",
  jsonl: "ndjson",
  json: "json",
  nfo: "nfo"
}

/** The format that a file name tells, without `.gz`; undefined when it tells none. */
export const formatOf = (path: string): ImportFormat | undefined =>
  extensions[/\.([a-z]+)(?:\.gz)?$/.exec(basename(path).toLowerCase())?.[1] ?? ""]

/** A line longer than this is no row. */
const rowCharactersMax = 1_000_000
/** A document that must be read whole. */
const wholeBytesMax = 256 * 1024 * 1024

const refused = (line: number, why: string): RowRefused => ({ line, why })

/** The separator that the header has most of. */
const separatorOf = (head: Buffer): string => {
  const header = /^[^\r\n]*/.exec(head.subarray(0, 65_536).toString("utf8"))![0]
  const counts = [",", ";", "\t"].map((each) => ({ each, count: header.split(each).length }))
  return counts.reduce((best, other) => (other.count > best.count ? other : best)).each
}

async function* chained(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}

async function* separated(bytes: Readable, format: "csv" | "tsv"): AsyncGenerator<SourceRow> {
  const skipped: Array<RowRefused> = []
  const chunks: AsyncIterator<Buffer> = bytes[Symbol.asyncIterator]()
  const head = await chunks.next()
  if (head.done === true) return
  // The quotes of IMDb's files are letters like others.
  const options: Options =
    format === "tsv" ? { delimiter: "\t", quote: false } : { delimiter: separatorOf(head.value), relax_quotes: true }
  const parser = parse({
    ...options,
    columns: true,
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: rowCharactersMax,
    on_skip: (error: CsvError | undefined): undefined =>
      void skipped.push(refused(Number(error?.["lines"] ?? 0), error?.message ?? "it cannot be read"))
  })
  const failed = (error: unknown) => void (error instanceof Error && parser.destroy(error))
  for await (const { info, record } of pipeline(chained(head.value, chunks), parser, failed)) {
    yield* skipped.splice(0)
    yield { line: info.lines as number, values: record as Record<string, unknown> }
  }
  yield* skipped
}

const parsed = (line: number, json: string): SourceRow => {
  if (json.length > rowCharactersMax) return refused(line, `it is longer than ${rowCharactersMax} characters`)
  try {
    const values: unknown = JSON.parse(json)
    const isRecord = typeof values === "object" && values !== null && !Array.isArray(values)
    return isRecord ? { line, values: values as Record<string, unknown> } : refused(line, "it is no JSON object")
  } catch (error) {
    return refused(line, `it is no JSON: ${(error as Error).message}`)
  }
}

async function* lines(bytes: Readable): AsyncGenerator<SourceRow> {
  let line = 0
  for await (const each of createInterface({ input: bytes, crlfDelay: Infinity })) {
    line += 1
    const json = line === 1 ? each.replace(/^\uFEFF/, "") : each
    if (json.trim() !== "") yield parsed(line, json)
  }
}

/** A list, or a document with one list in it, such as `{ "movies": [...] }`. */
const listIn = (content: unknown): ReadonlyArray<unknown> | undefined => {
  if (Array.isArray(content)) return content
  if (typeof content !== "object" || content === null) return undefined
  return Object.values(content).find((value) => Array.isArray(value))
}

const wholeText = async (bytes: Readable): Promise<string> => {
  let size = 0
  const capped = new Transform({
    transform: (chunk: Buffer, _, done) => {
      size += chunk.length
      done(size > wholeBytesMax ? new Error("it is over 256 MB: write it as NDJSON, one movie a line") : null, chunk)
    }
  })
  return text(pipeline(bytes, capped, () => undefined))
}

async function* document(bytes: Readable): AsyncGenerator<SourceRow> {
  let content: unknown
  try {
    content = JSON.parse((await wholeText(bytes)).replace(/^\uFEFF/, ""))
  } catch (error) {
    return yield refused(1, `it is no JSON document: ${(error as Error).message}`)
  }
  const list = listIn(content)
  if (list === undefined) return yield refused(1, "there is no list of movies in it")
  for (const [place, each] of list.entries()) {
    const isRecord = typeof each === "object" && each !== null
    yield isRecord
      ? { line: place + 1, values: each as Record<string, unknown> }
      : refused(place + 1, "it is no JSON object")
  }
}

async function* nfo(bytes: Readable): AsyncGenerator<SourceRow> {
  const facts = readNfo(await wholeText(bytes))
  if (facts.isEpisode) return yield refused(1, "it is of a series, not of a movie")
  const { ids, originalTitle, title, year } = facts
  yield { line: 1, values: { tmdb: ids.tmdb, imdb: ids.imdb, title, originalTitle, year } }
}

const readers: Readonly<Record<ImportFormat, (bytes: Readable) => AsyncIterable<SourceRow>>> = {
  csv: (bytes) => separated(bytes, "csv"),
  tsv: (bytes) => separated(bytes, "tsv"),
  ndjson: lines,
  json: document,
  nfo
}

/** The rows of a file, one at a time; a file that cannot be read throws when the first is asked for. */
export const rowsOf = (path: string, format: ImportFormat): RowSource => {
  const file = createReadStream(path)
  const isPacked = path.toLowerCase().endsWith(".gz")
  const bytes: Readable = isPacked ? pipeline(file, createGunzip(), () => undefined) : file
  return { rows: readers[format](bytes), bytesRead: () => file.bytesRead }
}
