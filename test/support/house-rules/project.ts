/** The files of this project as the rules see them: path from the root, text, and syntax when somebody asks for it. */
import { readdirSync, readFileSync } from "node:fs"
import { extname, join } from "node:path"
import { parseAst } from "vitest/node"
import { isNode, type Node } from "./syntax.ts"

export interface SourceFile {
  /** From the root of the project, with forward slashes. */
  readonly path: string
  readonly text: string
  readonly lines: ReadonlyArray<string>
  /** The syntax tree of a TypeScript file; parsed on first use. */
  readonly syntax: () => Node
  /** The line, counted from 1, that holds the character at this offset. */
  readonly lineAt: (offset: number) => number
}

export interface Project {
  readonly files: ReadonlyArray<SourceFile>
  readonly paths: ReadonlySet<string>
}

const foldersPassedOver = new Set(["node_modules", "dist", "coverage"])
const hiddenFoldersRead = new Set([".ci"])
const textExtensions = new Set([".ts", ".tsx", ".js", ".json", ".jsonc", ".md", ".yaml", ".yml", ".html", ".css", ""])

const once = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined
  return () => (made ??= { value: make() }).value
}

const parse = (path: string, text: string): Node => {
  const tree: unknown = parseAst(text, { lang: path.endsWith(".tsx") ? "tsx" : "ts" }, path)
  if (isNode(tree)) return tree
  throw new Error(`${path} could not be parsed: the parser of vitest answered with no syntax tree.`)
}

export const sourceFile = (path: string, text: string): SourceFile => ({
  path,
  text,
  lines: text.replace(/\n$/, "").split("\n"),
  syntax: once(() => parse(path, text)),
  lineAt: (offset) => text.slice(0, offset).split("\n").length
})

const projectFrom = (files: ReadonlyArray<SourceFile>): Project => ({
  files,
  paths: new Set(files.map((file) => file.path))
})

/** A project made of the given texts by path, to see a rule fail. */
export const projectOf = (texts: Readonly<Record<string, string>>): Project =>
  projectFrom(Object.entries(texts).map(([path, text]) => sourceFile(path, text)))

const isDescendedInto = (name: string): boolean =>
  !foldersPassedOver.has(name) && (!name.startsWith(".") || hiddenFoldersRead.has(name))

/** Data below fixtures/ is left to the tests of its generator: it is large, and no code. */
const isRead = (path: string): boolean =>
  textExtensions.has(extname(path)) && !(path.startsWith("fixtures/") && extname(path) !== ".ts")

const pathsBelow = (root: string, folder: string): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return isDescendedInto(entry.name) ? pathsBelow(root, path) : []
    return entry.isFile() && isRead(path) ? [path] : []
  })

/** Every text file of the project at `root` that a person wrote. */
export const readProject = (root: string): Project =>
  projectFrom(
    pathsBelow(root, "")
      .toSorted()
      .map((path) => sourceFile(path, readFileSync(join(root, path), "utf8")))
  )

export const isCode = (file: SourceFile): boolean => /\.tsx?$/.test(file.path)

/** The code files below one of the given folders. */
export const codeBelow = (project: Project, ...folders: ReadonlyArray<string>): ReadonlyArray<SourceFile> =>
  project.files.filter((file) => isCode(file) && folders.some((folder) => file.path.startsWith(`${folder}/`)))
