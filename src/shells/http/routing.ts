/** From a path to an endpoint; or which methods the address knows, or which addresses are near. */
import { nearest } from "../../services/nearest.ts"
import type { Endpoint, Parts } from "./endpoint.ts"

export type Route =
  | { readonly found: Endpoint; readonly parts: Parts }
  | { readonly allow: ReadonlyArray<string> }
  | { readonly near: ReadonlyArray<string> }
  | { readonly unreadable: string }

interface Node {
  readonly fixed: Map<string, Node>
  open: { readonly name: string; readonly node: Node } | undefined
  readonly methods: Map<string, Endpoint>
}

const newNode = (): Node => ({ fixed: new Map(), open: undefined, methods: new Map() })

const stepTo = (node: Node, segment: string): Node => {
  const name = /^\{(\w+)\}$/.exec(segment)?.[1]
  if (name !== undefined) {
    node.open ??= { name, node: newNode() }
    return node.open.node
  }
  const next = node.fixed.get(segment) ?? newNode()
  node.fixed.set(segment, next)
  return next
}

const treeOf = (endpoints: ReadonlyArray<Endpoint>): Node => {
  const root = newNode()
  for (const each of endpoints) {
    const segments = each.path.split("/").slice(1)
    segments.reduce(stepTo, root).methods.set(each.method, each)
  }
  return root
}

const decoded = (segment: string): string | undefined => {
  if (!segment.includes("%")) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

const nearMax = 3

export const makeRouting = (endpoints: ReadonlyArray<Endpoint>) => {
  const root = treeOf(endpoints)
  const addresses = endpoints.map(({ method, path }) => `${method} ${path}`)

  return (method: string, path: string): Route => {
    const parts: Record<string, string> = {}
    let node = root
    for (const segment of path.split("/").slice(1)) {
      const fixed = node.fixed.get(segment)
      if (fixed !== undefined) {
        node = fixed
        continue
      }
      const text = decoded(segment)
      if (text === undefined) return { unreadable: segment }
      if (node.open === undefined || text === "") return { near: nearest(`${method} ${path}`, addresses, nearMax) }
      parts[node.open.name] = text
      node = node.open.node
    }
    const found = node.methods.get(method === "HEAD" ? "GET" : method)
    if (found !== undefined) return { found, parts }
    if (node.methods.size === 0) return { near: nearest(`${method} ${path}`, addresses, nearMax) }
    const known = [...node.methods.keys()]
    return { allow: [...known, ...(known.includes("GET") ? ["HEAD"] : []), "OPTIONS"] }
  }
}
