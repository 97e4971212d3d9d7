/**
 * The index as lines of JSON, one record a line; a later line replaces an earlier one. `files-*.index` begins with a line
 * that says what it is, and is a memory only: without it everything is looked at again.
 */
import type { EventInput } from "../../../domain/event.ts"
import type { Change, FileIndex } from "./file-index.ts"
import { type FileRecord, type FolderRecord, freshSettling } from "./records.ts"

export const indexVersion = 1

type FolderLine = ["d", number, number | null, string, number | null, number, number, 0 | 1]
type FileLine = [
  "f",
  number,
  string,
  number,
  number,
  number,
  number,
  number,
  0 | 1,
  string | null,
  number,
  number | null,
  0 | 1
]

const nameIn = ({ parent, path }: FolderRecord): string => (parent === null ? path : path.slice(parent.path.length + 1))

const folderLine = (folder: FolderRecord): FolderLine => [
  "d",
  folder.number,
  folder.parent?.number ?? null,
  nameIn(folder),
  folder.mtimeMs,
  folder.inode,
  folder.device,
  folder.isGone ? 1 : 0
]

const fileLine = (file: FileRecord): FileLine => [
  "f",
  file.home.number,
  file.name,
  file.size,
  file.mtimeMs,
  file.ctimeMs,
  file.inode,
  file.device,
  file.kind === "extra" ? 1 : 0,
  file.published,
  file.seenAt,
  file.missingSince,
  file.settling === null ? 0 : 1
]

const lineOf = (change: Change): string => {
  switch (change.kind) {
    case "folder":
      return JSON.stringify(folderLine(change.folder))
    case "file":
      return JSON.stringify(fileLine(change.file))
    case "goneFolder":
      return JSON.stringify(["-d", change.number])
    case "goneFile":
      return JSON.stringify(["-f", change.folder, change.name])
  }
}

export const linesOf = (changes: ReadonlyArray<Change>): string =>
  changes.map((change) => `${lineOf(change)}\n`).join("")

export const headLine = (index: FileIndex): string =>
  `${JSON.stringify({ format: "reelstate files", version: indexVersion, root: index.root.path })}\n`

export const identityLine = ({ identity }: FileIndex): string =>
  identity === null ? "" : `${JSON.stringify(["r", identity.inode, identity.device])}\n`

/** Comes before the records that say that it was told: when the rest is torn, it is told all the same. */
export const outboxLine = ({ outbox }: FileIndex): string => `${JSON.stringify(["o", outbox])}\n`

/** Everything, in the order in which it can be read again. */
export function* wholeIndex(index: FileIndex): Generator<string> {
  yield headLine(index) + identityLine(index)
  for (const folder of index.folders.values()) {
    const lines = [folderLine(folder), ...Array.from(folder.files.values(), fileLine)]
    yield lines.map((line) => `${JSON.stringify(line)}\n`).join("")
  }
  if (index.outbox.length > 0) yield outboxLine(index)
}

/** Reads lines into an index. Settling begins anew at `at`; a line that does not fit is an error. */
export const indexReader = (index: FileIndex, at: number) => {
  const folders = new Map<number, FolderRecord>([[0, index.root]])
  const fresh = freshSettling(at)

  const folder = ([, number, parent, name, mtimeMs, inode, device, isGone]: FolderLine) => {
    const home = parent === null ? null : folders.get(parent)
    if (home === undefined) throw new Error("a folder without its parent")
    const record = home === null ? index.root : (folders.get(number) ?? index.restoreFolder(number, home, name))
    Object.assign(record, { mtimeMs, inode, device, isGone: isGone === 1 })
    folders.set(number, record)
  }

  const file = ([
    ,
    home,
    name,
    size,
    mtimeMs,
    ctimeMs,
    inode,
    device,
    extra,
    published,
    seenAt,
    missing,
    open
  ]: FileLine) => {
    const place = folders.get(home)
    if (place === undefined) throw new Error("a file without its folder")
    const known = place.files.get(name)
    if (known !== undefined) index.dropFile(known)
    index.addFile({
      home: place,
      name,
      size,
      mtimeMs,
      ctimeMs,
      inode,
      device,
      kind: extra === 1 ? "extra" : "film",
      published,
      seenAt,
      missingSince: missing,
      settling: open === 1 ? fresh : null
    })
  }

  return (line: string): void => {
    const parsed = JSON.parse(line) as
      | FolderLine
      | FileLine
      | ["-d", number]
      | ["-f", number, string]
      | ["r", number, number]
      | ["o", ReadonlyArray<EventInput>]
    if (!Array.isArray(parsed)) throw new Error("not a line of an index")
    if (parsed[0] === "d") return folder(parsed)
    if (parsed[0] === "f") return file(parsed)
    if (parsed[0] === "r") return index.identify({ inode: parsed[1], device: parsed[2] })
    if (parsed[0] === "o") return void (index.outbox = parsed[1])
    const home = folders.get(parsed[1])
    if (home === undefined) return
    if (parsed[0] === "-f") {
      const known = home.files.get(parsed[2])
      if (known !== undefined) index.dropFile(known)
      return
    }
    home.isGone = true
    index.prune(home)
    folders.delete(parsed[1])
  }
}
