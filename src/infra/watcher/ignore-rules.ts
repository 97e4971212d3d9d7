/** Which names are films, which are passed over, and which say that a program is still writing. Plain data and functions. */

/** Patterns of a person, over and above the rules that hold for everybody. */
export interface IgnoreRules {
  /** Against the path below the root: `*` within a name, `**` across folders, `?` one character. */
  readonly patterns: ReadonlyArray<string>
}

const videoExtensions = new Set(
  "3gp asf avi bdm divx dv dvr-ms f4v flv img iso m2t m2ts m2v m4v mk3d mkv mov mp4 mpe mpeg mpg mts nuv ogm ogv qt rm rmvb strm ts vob webm wmv wtv xvid".split(
    " "
  )
)

/** What download programs add to the name of the file that they write beside. */
const unfinishedExtensions = new Set(
  "part partial !qb !ut crdownload aria2 bc! download downloading filepart opdownload st tmp unfinished".split(" ")
)

/** Folders of systems and tools, in lower case: bins, indexes, and what is still being unpacked. */
const passedOverFolders = new Set([
  "@eadir",
  "@recycle",
  "#recycle",
  "#snapshot",
  "$recycle.bin",
  "recycler",
  "system volume information",
  "lost+found",
  "__macosx",
  "_unpack",
  "unpack",
  "unpacking",
  "_failed_",
  "incomplete",
  ".partial"
])
const passedOverBeginnings = ["_unpack_", "_failed_", "__admin_", ".trash"]

const extensionOf = (name: string): string => {
  const dot = name.lastIndexOf(".")
  return dot <= 0 ? "" : name.slice(dot + 1).toLowerCase()
}

export const isHidden = (name: string): boolean => name.charCodeAt(0) === 46

export const isVideoName = (name: string): boolean => videoExtensions.has(extensionOf(name))

/** The name of the film that a program is still writing when this file is there, or undefined. */
export const unfinishedBeside = (name: string): string | undefined =>
  unfinishedExtensions.has(extensionOf(name)) ? name.slice(0, name.lastIndexOf(".")) : undefined

export const isNfoName = (name: string): boolean => extensionOf(name) === "nfo"

export const stemOf = (name: string): string => {
  const dot = name.lastIndexOf(".")
  return dot <= 0 ? name : name.slice(0, dot)
}

export const isPassedOverFolder = (name: string): boolean => {
  if (isHidden(name)) return true
  const lower = name.toLowerCase()
  return passedOverFolders.has(lower) || passedOverBeginnings.some((beginning) => lower.startsWith(beginning))
}

const pieces: Readonly<Record<string, string>> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" }

const patternOf = (pattern: string): RegExp => {
  const body = pattern.replace(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (piece) => pieces[piece] ?? `\\${piece}`)
  return new RegExp(`^(?:${body})(?:/.*)?$`, "iu")
}

/** Whether a path below the root is passed over by one of the patterns. A pattern without a slash is for any folder. */
export const ignoredBy = ({ patterns }: IgnoreRules): ((pathBelowRoot: string) => boolean) => {
  if (patterns.length === 0) return () => false
  const tests = patterns.map((pattern) =>
    patternOf(pattern.includes("/") ? pattern.replace(/^\//, "") : `**/${pattern}`)
  )
  return (path) => tests.some((test) => test.test(path))
}
