/** A path as the names that may speak of a film: the file without its ending, and the nearest folders. */
import { cleanLine } from "../text.ts"

/** No file system takes longer names; what is longer is cut before anything looks at it. */
const nameLengthMax = 260
const pathLengthMax = 8_000
const foldersMax = 5

const endings = new Set(
  "mkv mp4 avi m4v mov wmv ts m2ts mts mpg mpeg mpe vob iso img bin nrg flv f4v webm ogm ogv ogg divx xvid rmvb rm asf 3gp 3g2 strm ifo bdmv mpls mxf dvr-ms wtv tp trp m2v m1v evo disc nfo srt sub idx ass ssa vtt sup jpg jpeg png txt part crdownload tmp !qb".split(
    " "
  )
)

export interface PathNames {
  readonly file: string
  /** From the nearest folder outwards. */
  readonly folders: ReadonlyArray<string>
}

const printable = /^[\x20-\x7e]*$/

const cleaned = (name: string): string => {
  const short = name.slice(0, nameLengthMax)
  return printable.test(short) ? short : (cleanLine(short, nameLengthMax) ?? "")
}

const withoutEnding = (name: string): string => {
  let rest = name
  for (let times = 0; times < 2; times++) {
    const dot = rest.lastIndexOf(".")
    if (dot < 1 || !endings.has(rest.slice(dot + 1).toLowerCase())) return rest
    rest = rest.slice(0, dot)
  }
  return rest
}

const segmentsOf = (path: string): ReadonlyArray<string> =>
  path.split(path.includes("/") ? "/" : "\\").filter((segment) => segment !== "" && segment !== "." && segment !== "..")

/** Below the library's root when the path is in it; else the whole path. */
const belowRoot = (path: string, root: string | undefined): string => {
  if (root === undefined || root === "" || !path.startsWith(root)) return path
  const rest = path.slice(root.length)
  return /[\\/]$/.test(root) || /^[\\/]/.test(rest) ? rest : path
}

/** The names in a path, the file first; at most five folders count. */
export const pathNames = (path: string, root?: string): PathNames => {
  const below = belowRoot(path, root)
  // The end of a path says most: the file's own name is there.
  const segments = segmentsOf(below.length > pathLengthMax ? below.slice(-pathLengthMax) : below)
  const last = segments.at(-1) ?? ""
  const folders = segments.slice(0, -1).slice(-foldersMax).toReversed()
  const isDrive = (name: string) => /^[A-Za-z]:$/.test(name)
  return {
    file: cleaned(withoutEnding(last.length > nameLengthMax ? cutName(last) : last)),
    folders: folders.filter((name) => !isDrive(name)).map(cleaned)
  }
}

/** A name too long keeps its ending, so that the ending is known for what it is. */
const cutName = (name: string): string => {
  const dot = name.lastIndexOf(".")
  const ending = dot > 0 && name.length - dot < 12 ? name.slice(dot) : ""
  return name.slice(0, nameLengthMax - ending.length) + ending
}
