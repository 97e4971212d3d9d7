/** A copy of a library as it was at a moment, in a directory of its own: the journal up to there, and the pictures. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { cp } from "node:fs/promises"

export interface Branched {
  /** The newest event that the copy holds; 0 for none. */
  readonly position: number
  /** When that was, epoch milliseconds. */
  readonly at: number
}

const pieceBytes = 1024 * 1_024
const markPlace = 8
const headBytes = 10
const newline = 0x0a
const endsTransaction: ReadonlySet<number> = new Set([0x2e, 0x21])

interface Cut extends Branched {
  readonly bytes: number
}

/** Where the first transaction begins that holds a later event. Lines keep their places, so their checksums hold. */
class Search {
  readonly #position: number
  #transaction = { position: 0, at: 0 }
  cut: Cut = { bytes: 0, position: 0, at: 0 }
  isOver = false

  constructor(position: number) {
    this.#position = position
  }

  line(line: Buffer, end: number): void {
    const text = line.toString("latin1", headBytes, headBytes + 40)
    const event = /^\{"position":(\d+)/.exec(text)?.[1]
    if (event !== undefined) {
      const position = Number(event)
      if (position > this.#position) {
        this.isOver = true
        return
      }
      const mark = line.lastIndexOf('"at":')
      this.#transaction = { position, at: parseFloat(line.toString("latin1", mark + 5, mark + 25)) }
    }
    if (endsTransaction.has(line[markPlace]!)) this.cut = { bytes: end, ...this.#transaction }
  }
}

const others = () => new Promise<void>((resume) => void setImmediate(resume))

/** Visits the lines of a journal, and lets others work in between. */
const searched = async (path: string, position: number): Promise<Cut> => {
  const search = new Search(position)
  const file = openSync(path, "r")
  try {
    const size = fstatSync(file).size
    let rest: Buffer = Buffer.alloc(0)
    for (let offset = 0; offset < size && !search.isOver;) {
      const piece = Buffer.allocUnsafe(Math.min(pieceBytes, size - offset))
      const length = readSync(file, piece, 0, piece.length, offset)
      if (length === 0) break
      const from = offset - rest.length
      offset += length
      const bytes = Buffer.concat([rest, piece.subarray(0, length)])
      let start = 0
      for (let stop = bytes.indexOf(newline); stop >= 0 && !search.isOver; stop = bytes.indexOf(newline, start)) {
        search.line(bytes.subarray(start, stop), from + stop + 1)
        start = stop + 1
      }
      rest = bytes.subarray(start)
      await others()
    }
    return search.cut
  } finally {
    closeSync(file)
  }
}

const copyStart = async (from: string, to: string, bytes: number): Promise<void> => {
  const [source, target] = [openSync(from, "r"), openSync(to, "w")]
  try {
    const piece = Buffer.allocUnsafe(pieceBytes)
    for (let offset = 0; offset < bytes;) {
      const length = readSync(source, piece, 0, Math.min(pieceBytes, bytes - offset), offset)
      if (length === 0) break
      writeFileSync(target, piece.subarray(0, length))
      offset += length
      await others()
    }
  } finally {
    closeSync(source)
    closeSync(target)
  }
}

/** `to` is emptied first; it is one that an earlier branch made, or new. Rejects when something cannot be read or written. */
export const branchLibrary = async (from: string, to: string, position: number): Promise<Branched> => {
  rmSync(to, { recursive: true, force: true })
  mkdirSync(to, { recursive: true })
  const { at, bytes, position: reached } = await searched(`${from}/journal.ndjson`, position)
  await copyStart(`${from}/journal.ndjson`, `${to}/journal.ndjson`, bytes)
  copyFileSync(`${from}/library.json`, `${to}/library.json`)
  if (existsSync(`${from}/images`)) await cp(`${from}/images`, `${to}/images`, { recursive: true })
  return { at, position: reached }
}
