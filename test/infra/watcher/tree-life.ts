/** What may happen to a tree of films, as data, and what is true of it whatever the watcher sees. */
import fc from "fast-check"
import { probeWith } from "../../../src/infra/watcher/tree/probe.ts"
import { MemoryTree } from "../../../src/infra/watcher/tree/memory-tree.ts"
import type { MemoryFolder } from "../../../src/infra/watcher/tree/memory-nodes.ts"
import { films } from "./watcher-world.ts"

export type TreeAct =
  | { readonly kind: "create"; readonly folder: number; readonly share: number; readonly preallocates: boolean }
  | { readonly kind: "grow" | "finish" | "remove"; readonly which: number }
  | { readonly kind: "rename"; readonly which: number; readonly folder: number }
  | { readonly kind: "replace"; readonly which: number; readonly share: number }
  | { readonly kind: "renameFolder"; readonly folder: number }
  | { readonly kind: "unmount" | "mount" | "restart" }
  | { readonly kind: "deny"; readonly folder: number; readonly isDenied: boolean }
  | { readonly kind: "hear"; readonly tells: boolean }
  | { readonly kind: "wait"; readonly ms: number }

const which = fc.nat(20)
const folder = fc.nat(3)
const share = fc.constantFrom(1, 1, 0.5, 0)
const wait = fc.record({
  kind: fc.constant("wait" as const),
  ms: fc.constantFrom(100, 3_000, 11_000, 45_000, 700_000, 4_000_000)
})

export const treeActs: fc.Arbitrary<ReadonlyArray<TreeAct>> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: wait },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("create" as const), folder, share, preallocates: fc.boolean() })
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("grow" as const, "finish" as const), which }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), which }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("rename" as const), which, folder }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("replace" as const), which, share }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("renameFolder" as const), folder }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("unmount" as const, "mount" as const) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("restart" as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("deny" as const), folder, isDenied: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("hear" as const), tells: fc.boolean() }) }
  ),
  { minLength: 1, maxLength: 40 }
)

interface TrueFile {
  readonly content: string
  readonly size: number
  written: number
  readonly preallocates: boolean
}

/** The fingerprint of the whole file, as a watcher must tell it. */
const wholeFingerprint = (content: string, size: number): string => {
  const tree = new MemoryTree(() => 0)
  tree.put("/whole.mkv", content, size)
  const [probe] = probeWith(tree)([{ path: "/whole.mkv", nfo: null }])
  return probe?.kind === "read" ? probe.fingerprint : ""
}

/** The tree and the truth about it. Acts that make no sense at the moment do nothing. */
export class TreeLife {
  readonly tree: MemoryTree
  readonly files = new Map<string, TrueFile>()
  /** The content of each fingerprint that a whole file may have. */
  readonly contents = new Map<string, string>()
  #mounted: MemoryFolder | undefined
  #folders: Array<string> = []
  #numbers = 0

  constructor(tree: MemoryTree) {
    this.tree = tree
    tree.mount(films)
    this.#folders = [0, 1, 2, 3].map((number) => `${films}/shelf ${number}`)
    for (const path of this.#folders) tree.makeFolder(path)
    // Never touched: where nothing else is left, one file still shows that the disk is there.
    this.#put(`${films}/Anchor (1999).mkv`, 1, false)
  }

  get isMounted(): boolean {
    return this.#mounted === undefined
  }

  act(act: TreeAct): void {
    if (act.kind === "mount" || act.kind === "unmount") return this.#mount(act.kind === "mount")
    if (act.kind === "hear") this.tree.tells = act.tells
    if (this.isMounted) this.#change(act)
  }

  /** Everything is there, readable and whole. */
  heal(): void {
    this.#mount(true)
    this.tree.tells = true
    for (const path of this.#folders) this.tree.deny(path, false)
    for (const path of this.files.keys()) this.#grow(path, 1)
  }

  /** A copy under way: a byte more of each file that is not preallocated. False when there is none. */
  trickle(): boolean {
    if (!this.isMounted) return false
    const copies = [...this.files].filter(([, { preallocates, written, size }]) => !preallocates && written < size)
    for (const [path, file] of copies) {
      file.written++
      this.tree.grow(path, file.written)
    }
    return copies.length > 0
  }

  /** All copies come to their end. */
  finishCopies(): void {
    if (!this.isMounted) return
    for (const [path, { preallocates }] of this.files) if (!preallocates) this.#grow(path, 1)
  }

  #mount(isMounted: boolean): void {
    if (isMounted && this.#mounted !== undefined) {
      this.tree.mount(films, this.#mounted)
      this.#mounted = undefined
    } else if (!isMounted && this.#mounted === undefined) this.#mounted = this.tree.unmount(films)
  }

  #change(act: TreeAct): void {
    const paths = [...this.files.keys()].slice(1)
    const path = "which" in act && paths.length > 0 ? paths[act.which % paths.length]! : undefined
    if (act.kind === "create") this.#put(this.#freshPath(act.folder), act.share, act.preallocates)
    if (act.kind === "deny") this.tree.deny(this.#folders[act.folder]!, act.isDenied)
    if (act.kind === "renameFolder") this.#renameFolder(act.folder)
    if (path === undefined) return
    if (act.kind === "grow") this.#grow(path, 0.5)
    if (act.kind === "finish") this.#grow(path, 1)
    if (act.kind === "replace") this.#put(path, act.share, false)
    if (act.kind === "rename") this.#rename(path, this.#freshPath(act.folder))
    if (act.kind === "remove") {
      this.tree.remove(path)
      this.files.delete(path)
    }
  }

  #freshPath(shelf: number): string {
    return `${this.#folders[shelf]!}/Film ${++this.#numbers} (2001).mkv`
  }

  #put(path: string, part: number, preallocates: boolean): void {
    const number = ++this.#numbers
    const [content, size] = [`content ${number};`, 10_000 + number]
    const written = Math.floor(size * part)
    this.files.delete(path)
    this.files.set(path, { content, size, written, preallocates })
    this.contents.set(wholeFingerprint(content, size), content)
    this.tree.put(path, content, preallocates ? size : written, written)
  }

  #grow(path: string, part: number): void {
    const file = this.files.get(path)!
    const written = Math.max(file.written, Math.floor(file.size * part))
    if (written === file.written) return
    file.written = written
    this.tree.grow(path, file.preallocates ? file.size : written, written)
  }

  #rename(path: string, to: string): void {
    this.tree.rename(path, to)
    this.files.set(to, this.files.get(path)!)
    this.files.delete(path)
  }

  #renameFolder(shelf: number): void {
    const from = this.#folders[shelf]!
    const to = `${films}/shelf ${shelf} again ${++this.#numbers}`
    this.tree.rename(from, to)
    this.#folders[shelf] = to
    for (const path of Array.from(this.files.keys())) {
      if (!path.startsWith(`${from}/`)) continue
      this.files.set(to + path.slice(from.length), this.files.get(path)!)
      this.files.delete(path)
    }
  }
}
