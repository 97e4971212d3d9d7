/** The few synchronous calls that looking at a tree needs: of Node, or of a simulated tree. */
import * as fs from "node:fs"
import type { TreeFacts } from "./file-tree.ts"

export interface TreeEntry {
  readonly name: string
  readonly isFile: () => boolean
  readonly isDirectory: () => boolean
  readonly isSymbolicLink: () => boolean
}

export interface TreeStat {
  readonly size: number
  readonly mtimeMs: number
  readonly ctimeMs: number
  readonly ino: number
  readonly dev: number
}

export interface OpenTreeFile {
  readonly stat: () => TreeStat
  /** Shorter at the end of the file. */
  readonly read: (offset: number, length: number) => Uint8Array
  readonly close: () => void
}

/** All may throw an error with the code of the operating system. */
export interface TreeCalls {
  readonly list: (path: string) => ReadonlyArray<TreeEntry>
  /** The names as bytes, when they may not be text. */
  readonly listBytes: (path: string) => ReadonlyArray<Uint8Array>
  /** Follows links; undefined when there is nothing. */
  readonly statFolder: (path: string) => TreeStat | undefined
  /** Does not follow links; undefined when there is nothing. */
  readonly statFile: (path: string) => TreeStat | undefined
  readonly open: (path: string) => OpenTreeFile
  readonly facts: (root: string) => TreeFacts
  /** Returns how to end it. */
  readonly watch: (
    folder: string,
    onChange: (below: string | null) => void,
    onError: (code: string) => void
  ) => () => void
}

export const codeOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? "UNKNOWN"

export const isAbsentCode = (code: string): boolean => code === "ENOENT" || code === "ENOTDIR"

const fileSystems: ReadonlyArray<readonly [type: number, name: string, is: "steady" | "remote" | "unsteady"]> = [
  [0xef53, "ext", "steady"],
  [0x5846_5342, "xfs", "steady"],
  [0x9123_683e, "btrfs", "steady"],
  [0xf2f5_2010, "f2fs", "steady"],
  [0x2fc1_2fc1, "zfs", "steady"],
  [0x0102_1994, "tmpfs", "steady"],
  [0x794c_7630, "overlay", "steady"],
  [0x6969, "nfs", "remote"],
  [0xff53_4d42, "cifs", "remote"],
  [0xfe53_4d42, "smb", "remote"],
  [0x517b, "smb", "remote"],
  [0x0102_1997, "9p", "remote"],
  [0x00c3_6400, "ceph", "remote"],
  [0x6573_5546, "fuse", "remote"],
  [0x4d44, "fat", "unsteady"],
  [0x2011_bab0, "exfat", "unsteady"]
]

const watchesMaxPath = "/proc/sys/fs/inotify/max_user_watches"

const readWatchesMax = (): number | null => {
  try {
    const limit = Number(fs.readFileSync(watchesMaxPath, "utf8"))
    return Number.isSafeInteger(limit) ? limit : null
  } catch {
    return null
  }
}

const nodeFacts = (root: string): TreeFacts => {
  if (!fs.existsSync(root)) throw Object.assign(new Error("there is no such folder"), { code: "ENOENT" })
  const type = fs.statfsSync(root).type >>> 0
  const known = fileSystems.find(([each]) => each === type)
  const watchesWhole = process.platform === "darwin" || process.platform === "win32"
  return {
    fileSystem: known?.[1] ?? `0x${type.toString(16)}`,
    isRemote: known?.[2] === "remote",
    // Where nobody promises it, folders are listed every time.
    trustsFolderTimes: known?.[2] === "steady",
    watchesMax: watchesWhole ? null : readWatchesMax(),
    watchesWhole
  }
}

const openNode = (path: string): OpenTreeFile => {
  const fd = fs.openSync(path, "r")
  return {
    stat: () => fs.fstatSync(fd),
    read: (offset, length) => {
      const bytes = Buffer.allocUnsafe(length)
      let got = 0
      while (got < length) {
        const read = fs.readSync(fd, bytes, got, length - got, offset + got)
        if (read === 0) break
        got += read
      }
      return bytes.subarray(0, got)
    },
    close: () => fs.closeSync(fd)
  }
}

export const nodeTreeCalls: TreeCalls = {
  list: (path) => fs.readdirSync(path, { withFileTypes: true }),
  listBytes: (path) => fs.readdirSync(path, { encoding: "buffer" }),
  statFolder: (path) => fs.statSync(path, { throwIfNoEntry: false }),
  statFile: (path) => fs.lstatSync(path, { throwIfNoEntry: false }),
  open: openNode,
  facts: nodeFacts,
  watch: (folder, onChange, onError) => {
    const recursive = process.platform === "darwin" || process.platform === "win32"
    const watcher = fs.watch(folder, { persistent: false, recursive })
    watcher.on("change", (_, name) => onChange(typeof name === "string" ? name : null))
    watcher.on("error", (error) => onError(codeOf(error)))
    return () => watcher.close()
  }
}
