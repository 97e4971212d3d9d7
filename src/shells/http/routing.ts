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
  open: Node | undefined
  readonly methods: Map<string, { readonly endpoint: Endpoint; readonly names: ReadonlyArray<string> }>
}

const newNode = (): Node => ({ fixed: new Map(), open: undefined, methods: new Map() })

const openName = /^\{(\w+)\}$/

const stepTo = (node: Node, segment: string): Node => {
  if (openName.test(segment)) return (node.open ??= newNode())
  const next = node.fixed.get(segment) ?? newNode()
  node.fixed.set(segment, next)
  return next
}

const treeOf = (endpoints: ReadonlyArray<Endpoint>): Node => {
  const root = newNode()
  for (const each of endpoints) {
    const segments = each.path.split("/").slice(1)
    const names = segments.flatMap((segment) => openName.exec(segment)?.[1] ?? [])
    segments.reduce(stepTo, root).methods.set(each.method, { endpoint: each, names })
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
    const values: Array<string> = []
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
      values.push(text)
      node = node.open
    }
    const found = node.methods.get(method === "HEAD" ? "GET" : method)
    if (found !== undefined) {
      const parts: Parts = Object.fromEntries(found.names.map((name, place) => [name, values[place]!]))
      return { found: found.endpoint, parts }
    }
    if (node.methods.size === 0) return { near: nearest(`${method} ${path}`, addresses, nearMax) }
    const known = [...node.methods.keys()]
    return { allow: [...known, ...(known.includes("GET") ? ["HEAD"] : []), "OPTIONS"] }
  }
}
