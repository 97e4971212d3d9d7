/** Walks a syntax tree without knowing its grammar: a node is an object with a type and a place in the text. */

export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** A node with where it was found: its parent, and under which key of the parent. */
export interface Visit {
  readonly node: Node
  readonly parent: Node | undefined
  readonly key: string
}

export const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && "start" in value && typeof value.type === "string"

const childrenOf = (node: Node): ReadonlyArray<Visit> =>
  Object.entries(node).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).filter(isNode).map((child) => ({ node: child, parent: node, key }))
  )

/** Every node below and including `root`, parents before children. */
export function* walk(root: Node): Generator<Visit> {
  const waiting: Array<Visit> = [{ node: root, parent: undefined, key: "" }]
  for (let visit = waiting.pop(); visit !== undefined; visit = waiting.pop()) {
    yield visit
    waiting.push(...childrenOf(visit.node).toReversed())
  }
}

/** The name of an identifier, or undefined for any other node. */
export const nameOf = (node: unknown): string | undefined =>
  isNode(node) && node.type === "Identifier" && typeof node["name"] === "string" ? node["name"] : undefined

/** The text of a string literal, or undefined for any other node. */
export const stringOf = (node: unknown): string | undefined =>
  isNode(node) && node.type === "Literal" && typeof node["value"] === "string" ? node["value"] : undefined
