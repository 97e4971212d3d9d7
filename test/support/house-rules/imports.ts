/** What a file imports, whichever way it is written: import, export from, import(), new URL of a file. */
import { posix } from "node:path"
import type { Project, SourceFile } from "./project.ts"
import { nameOf, stringOf, walk, type Node } from "./syntax.ts"

export interface Import {
  /** As written: `../domain/level.ts`, `effect`, `node:fs`. */
  readonly specifier: string
  /** The names taken, as the other file calls them; empty for the whole module. */
  readonly names: ReadonlyArray<string>
  /** Gone when the program runs. */
  readonly typeOnly: boolean
  readonly line: number
}

const statements = new Set(["ImportDeclaration", "ExportNamedDeclaration", "ExportAllDeclaration"])

const specifiersOf = (node: Node): ReadonlyArray<Node> => (node["specifiers"] ?? []) as ReadonlyArray<Node>

const isTypeOnly = (node: Node): boolean => {
  if (node["importKind"] === "type" || node["exportKind"] === "type") return true
  const specifiers = specifiersOf(node)
  return specifiers.length > 0 && specifiers.every((each) => each["importKind"] === "type")
}

const namesOf = (node: Node): ReadonlyArray<string> =>
  specifiersOf(node).flatMap((each) => nameOf(each["imported"] ?? each["local"]) ?? [])

const specifierOf = (node: Node): string | undefined => {
  if (statements.has(node.type) || node.type === "ImportExpression" || node.type === "TSImportType") {
    return stringOf(node["source"])
  }
  if (node.type !== "NewExpression" || nameOf(node["callee"]) !== "URL") return undefined
  const path = stringOf((node["arguments"] as ReadonlyArray<Node>)[0])
  return path !== undefined && path.startsWith(".") && path.endsWith(".ts") ? path : undefined
}

const found = new WeakMap<SourceFile, ReadonlyArray<Import>>()

export const importsOf = (file: SourceFile): ReadonlyArray<Import> => {
  const known = found.get(file)
  if (known !== undefined) return known
  const imports = [...walk(file.syntax())].flatMap(({ node }): ReadonlyArray<Import> => {
    const specifier = specifierOf(node)
    if (specifier === undefined) return []
    const typeOnly = node.type === "TSImportType" || isTypeOnly(node)
    return [{ specifier, names: namesOf(node), typeOnly, line: file.lineAt(node.start) }]
  })
  found.set(file, imports)
  return imports
}

export const isRelative = (specifier: string): boolean => specifier.startsWith(".")

/** The path from the root that a relative import leads to; starts with `..` when it leaves the project. */
export const targetOf = (file: SourceFile, specifier: string): string =>
  posix.normalize(posix.join(posix.dirname(file.path), specifier))

/** Everything that the given files lead to, themselves included. */
export const reachableFrom = (project: Project, entries: ReadonlyArray<string>): ReadonlySet<string> => {
  const files = new Map(project.files.map((file) => [file.path, file]))
  const reached = new Set<string>()
  const waiting = [...entries]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const file = files.get(path)
    if (file === undefined || reached.has(path) || !/\.tsx?$/.test(path)) continue
    reached.add(path)
    const relative = importsOf(file).filter((each) => isRelative(each.specifier))
    waiting.push(...relative.map((each) => targetOf(file, each.specifier)))
  }
  return reached
}
