/** One look at one folder: what is in it that concerns us, and the stats of its video files. */
import {
  ignoredBy,
  type IgnoreRules,
  isHidden,
  isNfoName,
  isPassedOverFolder,
  isVideoName,
  stemOf,
  unfinishedBeside
} from "../ignore-rules.ts"
import { type FolderStat, goneSize, type Listing, type LookAnswer, type LookRequest, unknownSize } from "./file-tree.ts"
import { codeOf, isAbsentCode, type TreeCalls, type TreeEntry, type TreeStat } from "./tree-calls.ts"

/** How many odd names of one folder are told by name. */
const namesToldMax = 5
const replacement = "\u{fffd}"

interface Found {
  readonly files: Array<string>
  readonly folders: Array<string>
  readonly nfos: Array<string>
  readonly unfinished: Array<string>
  ignored: number
  links: number
  /** Names that may not have been text; told apart by their bytes. */
  readonly doubtful: Array<string>
}

const sort = (found: Found, entry: TreeEntry, isIgnored: (name: string) => boolean): void => {
  const { name } = entry
  if (entry.isSymbolicLink()) {
    if (!isHidden(name)) found.links++
    return
  }
  if (entry.isDirectory()) {
    if (isPassedOverFolder(name) || isIgnored(name)) found.ignored++
    else if (name.includes(replacement)) found.doubtful.push(name)
    else found.folders.push(name)
    return
  }
  if (!entry.isFile() || isHidden(name)) return
  if (isVideoName(name)) {
    if (isIgnored(name)) found.ignored++
    else if (name.includes(replacement)) found.doubtful.push(name)
    else found.files.push(name)
    return
  }
  if (isNfoName(name)) found.nfos.push(name)
  const unfinished = unfinishedBeside(name)
  if (unfinished !== undefined) found.unfinished.push(unfinished)
}

const decoder = new TextDecoder("utf-8", { fatal: true })

const isText = (bytes: Uint8Array): boolean => {
  try {
    decoder.decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Names with a replacement character: those whose bytes are text really have it, the others cannot be opened by name. */
const withoutUnnameable = (calls: TreeCalls, path: string, found: Found): ReadonlyArray<string> => {
  if (found.doubtful.length === 0) return []
  const texts = new Set(
    calls
      .listBytes(path)
      .filter(isText)
      .map((bytes) => decoder.decode(bytes))
  )
  for (const name of found.doubtful) {
    if (texts.has(name)) (isVideoName(name) ? found.files : found.folders).push(name)
  }
  return found.doubtful.filter((name) => !texts.has(name))
}

const twinsAmong = (names: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (names.length < 2) return []
  const seen = new Set<string>()
  return names.filter((name) => {
    const key = name.normalize("NFC").toLowerCase()
    const isTwin = seen.has(key)
    seen.add(key)
    return isTwin
  })
}

/** `Up.nfo` for `Up.mkv`; `movie.nfo` or the only one for a folder with one film. */
const nfoFor = (file: string, { files, nfos }: Found): string | null => {
  const own = `${stemOf(file).toLowerCase()}.nfo`
  const named = nfos.find((nfo) => nfo.toLowerCase() === own)
  if (named !== undefined) return named
  if (files.length > 1) return null
  return nfos.find((nfo) => nfo.toLowerCase() === "movie.nfo") ?? (nfos.length === 1 ? nfos[0]! : null)
}

const folderStat = ({ mtimeMs, ino, dev }: TreeStat): FolderStat => ({ mtimeMs, inode: ino, device: dev })

const push = (stats: Array<number>, stat: TreeStat): void => {
  stats.push(stat.size, stat.mtimeMs, stat.ctimeMs, stat.ino, stat.dev)
}

const statOf = (calls: TreeCalls, path: string): TreeStat | undefined | "unknown" => {
  try {
    return calls.statFile(path)
  } catch (cause) {
    return isAbsentCode(codeOf(cause)) ? undefined : "unknown"
  }
}

const pushMissing = (stats: Array<number>, size: number): void => void stats.push(size, 0, 0, 0, 0)

const list = (calls: TreeCalls, path: string, isIgnored: (name: string) => boolean, stats: Array<number>): Listing => {
  const before = calls.statFolder(path)
  if (before === undefined) return { kind: "absent" }
  const found: Found = { files: [], folders: [], nfos: [], unfinished: [], ignored: 0, links: 0, doubtful: [] }
  for (const entry of calls.list(path)) sort(found, entry, isIgnored)
  const unnameable = withoutUnnameable(calls, path, found)
  const files = found.files.filter((name) => {
    const stat = statOf(calls, `${path}/${name}`)
    if (stat === "unknown") pushMissing(stats, unknownSize)
    else if (stat !== undefined) push(stats, stat)
    return stat !== undefined
  })
  const twins = twinsAmong([...files, ...found.folders])
  const { ignored, links } = found
  const isClean = ignored + links + unnameable.length + twins.length === 0
  return {
    kind: "listed",
    folder: folderStat(before),
    files,
    nfos: found.nfos.length === 0 ? undefined : files.map((name) => nfoFor(name, found)),
    busy: found.unfinished.length === 0 ? undefined : found.unfinished,
    folders: found.folders,
    passedOver: isClean
      ? undefined
      : { ignored, links, unnameable: unnameable.slice(0, namesToldMax), twins: twins.slice(0, namesToldMax) }
  }
}

const lookAtOne = (
  calls: TreeCalls,
  request: LookRequest,
  isIgnored: (name: string) => boolean,
  stats: Array<number>
): Listing => {
  const { path, knownMtimeMs, knownInode, files } = request
  if (knownMtimeMs !== null) {
    const stat = calls.statFolder(path)
    if (stat === undefined) return { kind: "absent" }
    if (stat.mtimeMs === knownMtimeMs && stat.ino === knownInode) {
      for (const name of files) {
        const file = statOf(calls, `${path}/${name}`)
        if (typeof file === "object") push(stats, file)
        else pushMissing(stats, file === undefined ? goneSize : unknownSize)
      }
      return { kind: "unchanged", folder: folderStat(stat) }
    }
  }
  return list(calls, path, isIgnored, stats)
}

/** Looks at folders, one after the other. Never throws: a folder that cannot be read says so. */
export const lookWith = (calls: TreeCalls, root: string, rules: IgnoreRules) => {
  const isIgnoredPath = ignoredBy(rules)
  const belowRoot = root.endsWith("/") ? root.length : root.length + 1
  return (requests: ReadonlyArray<LookRequest>): LookAnswer => {
    const stats: Array<number> = []
    const listings = requests.map((request): Listing => {
      const length = stats.length
      const prefix = request.path.slice(belowRoot)
      const isIgnored =
        rules.patterns.length === 0
          ? () => false
          : (name: string) => isIgnoredPath(prefix === "" ? name : `${prefix}/${name}`)
      try {
        return lookAtOne(calls, request, isIgnored, stats)
      } catch (cause) {
        stats.length = length
        const code = codeOf(cause)
        return isAbsentCode(code) ? { kind: "absent" } : { kind: "unreadable", code }
      }
    })
    return { listings, stats: Float64Array.from(stats) }
  }
}
