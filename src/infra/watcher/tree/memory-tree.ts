/**
 * A tree in memory with inodes, devices, mounts, permissions and watches, for tests and simulations: the same code looks at
 * it as at the real one. What a person or a program does to it are plain calls; what the watcher sees are `TreeCalls`.
 */
import { Layer } from "effect"
import { FileTree, type TreeFacts } from "./file-tree.ts"
import { treeInPlace } from "./node-file-tree.ts"
import { MemoryFile, MemoryFolder, type MemoryNode, type MemoryStamp } from "./memory-nodes.ts"
import type { OpenTreeFile, TreeCalls, TreeEntry, TreeStat } from "./tree-calls.ts"

const fail = (code: string, path: string): never => {
  throw Object.assign(new Error(`${code}: ${path}`), { code })
}

const entryOf = (name: string, node: MemoryNode): TreeEntry => ({
  name,
  isFile: () => node instanceof MemoryFile,
  isDirectory: () => node instanceof MemoryFolder,
  isSymbolicLink: () => node === "link"
})

const partsOf = (path: string): ReadonlyArray<string> => path.split("/").filter((part) => part !== "")
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1)
const homeOf = (path: string): string => path.slice(0, path.lastIndexOf("/"))

interface Watch {
  readonly folder: MemoryFolder
  readonly onChange: (below: string | null) => void
  readonly onError: (code: string) => void
}

export class MemoryTree implements TreeCalls {
  readonly #now: () => number
  readonly #top: MemoryFolder
  readonly #mounts = new Map<MemoryFolder, MemoryFolder>()
  readonly #watches = new Set<Watch>()
  #inodes = 0
  #devices = 1
  /** How often a folder was listed, a file looked at, a file read. */
  readonly counts = { lists: 0, stats: 0, reads: 0, watches: 0 }
  /** While false, changes are told to nobody, as on a network. */
  tells = true
  /** Watches that the system gives; beyond it ENOSPC. */
  watchesMax = Infinity
  given: Partial<TreeFacts> = {}
  readonly layer = Layer.sync(FileTree, () => treeInPlace(this))

  constructor(now: () => number) {
    this.#now = now
    this.#top = new MemoryFolder(this.#stamp(1))
  }

  #stamp(device: number): MemoryStamp {
    return { inode: ++this.#inodes, device, mtimeMs: this.#now(), ctimeMs: this.#now() }
  }

  #inside(folder: MemoryFolder): MemoryFolder {
    return this.#mounts.get(folder) ?? folder
  }

  /** Denied is what the watcher may not see; whoever changes the tree may. */
  #node(path: string, isWatcher = false): MemoryNode | undefined {
    let node: MemoryNode = this.#top
    for (const part of partsOf(path)) {
      if (!(node instanceof MemoryFolder)) return undefined
      if (isWatcher && node.isDenied) return fail("EACCES", path)
      const next: MemoryNode | undefined = node.entries.get(part)
      if (next === undefined) return undefined
      node = next instanceof MemoryFolder ? this.#inside(next) : next
    }
    return node
  }

  #folder(path: string, isWatcher = false): MemoryFolder {
    const node = this.#node(path, isWatcher)
    return node instanceof MemoryFolder ? node : fail("ENOENT", path)
  }

  #changed(folder: MemoryFolder): void {
    folder.mtimeMs = this.#now()
    this.#tell(folder)
  }

  #tell(folder: MemoryFolder): void {
    if (!this.tells) return
    for (const watch of this.#watches) if (watch.folder === folder) watch.onChange(null)
  }

  makeFolder(path: string): void {
    let folder = this.#top
    for (const part of partsOf(path)) {
      const known = folder.entries.get(part)
      if (known instanceof MemoryFolder) {
        folder = this.#inside(known)
        continue
      }
      const made = new MemoryFolder(this.#stamp(folder.device))
      folder.entries.set(part, made)
      this.#changed(folder)
      folder = made
    }
  }

  /** A new file, or another in its place, of `size` bytes, of which `written` are not zeros yet. */
  put(path: string, content: string, size: number, written = size): void {
    this.makeFolder(homeOf(path))
    const folder = this.#folder(homeOf(path))
    folder.entries.set(nameOf(path), new MemoryFile(this.#stamp(folder.device), content, size, written))
    this.#changed(folder)
  }

  /** More of a file is written. */
  grow(path: string, size: number, written = size): void {
    const file = this.#file(path)
    const now = this.#now()
    Object.assign(file, { size, written, mtimeMs: now, ctimeMs: now })
    this.#tell(this.#folder(homeOf(path)))
  }

  rename(from: string, to: string): void {
    const [home, target] = [this.#folder(homeOf(from)), this.#folder(homeOf(to))]
    const node = home.entries.get(nameOf(from)) ?? fail("ENOENT", from)
    home.entries.delete(nameOf(from))
    target.entries.set(nameOf(to), node)
    if (node !== "link") node.ctimeMs = this.#now()
    this.#changed(home)
    this.#changed(target)
  }

  remove(path: string): void {
    const home = this.#folder(homeOf(path))
    if (home.entries.delete(nameOf(path))) this.#changed(home)
  }

  link(path: string): void {
    const home = this.#folder(homeOf(path))
    home.entries.set(nameOf(path), "link")
    this.#changed(home)
  }

  deny(path: string, isDenied: boolean): void {
    this.#folder(path).isDenied = isDenied
  }

  /** Another file system comes over the folder; without one given, an empty one. Returns it. */
  mount(path: string, fileSystem?: MemoryFolder): MemoryFolder {
    const mounted = fileSystem ?? new MemoryFolder(this.#stamp(++this.#devices))
    this.#mounts.set(this.#folder(path), mounted)
    return mounted
  }

  unmount(path: string): MemoryFolder {
    const mounted = this.#folder(path)
    const point = [...this.#mounts].find(([, over]) => over === mounted)?.[0] ?? fail("EINVAL", path)
    this.#mounts.delete(point)
    for (const watch of this.#watches) if (watch.folder.device === mounted.device) this.#watches.delete(watch)
    return mounted
  }

  /** Watching breaks for all who watch. */
  breakWatches(code: string): void {
    for (const watch of Array.from(this.#watches)) watch.onError(code)
  }

  #file(path: string, isWatcher = false): MemoryFile {
    const node = this.#node(path, isWatcher)
    return node instanceof MemoryFile ? node : fail("ENOENT", path)
  }

  #statOf(node: MemoryFile | MemoryFolder): TreeStat {
    const { mtimeMs, ctimeMs, inode: ino, device: dev } = node
    return { size: node instanceof MemoryFile ? node.size : 0, mtimeMs, ctimeMs, ino, dev }
  }

  list = (path: string): ReadonlyArray<TreeEntry> => {
    this.counts.lists++
    const folder = this.#folder(path, true)
    if (folder.isDenied) return fail("EACCES", path)
    return [...folder.entries].map(([name, node]) => entryOf(name, node))
  }

  /** Names with a replacement character stand for names that are not text. */
  listBytes = (path: string): ReadonlyArray<Uint8Array> =>
    this.list(path).map(({ name }) =>
      name.includes("\u{fffd}") ? Uint8Array.from([0xff, 0xfe]) : new TextEncoder().encode(name)
    )

  statFolder = (path: string): TreeStat | undefined => {
    const node = this.#node(path, true)
    return node instanceof MemoryFolder ? this.#statOf(node) : undefined
  }

  statFile = (path: string): TreeStat | undefined => {
    this.counts.stats++
    const node = this.#node(path, true)
    return node instanceof MemoryFile ? this.#statOf(node) : undefined
  }

  open = (path: string): OpenTreeFile => {
    this.counts.reads++
    const file = this.#file(path, true)
    return {
      stat: () => this.#statOf(file),
      read: (offset, length) => file.read(offset, length),
      close: () => {}
    }
  }

  facts = (root: string): TreeFacts => {
    this.#folder(root, true)
    return {
      fileSystem: "memory",
      isRemote: false,
      trustsFolderTimes: true,
      watchesMax: null,
      watchesWhole: false,
      ...this.given
    }
  }

  watch = (folder: string, onChange: Watch["onChange"], onError: Watch["onError"]): (() => void) => {
    if (this.#watches.size >= this.watchesMax) return fail("ENOSPC", folder)
    this.counts.watches++
    const watch: Watch = { folder: this.#folder(folder, true), onChange, onError }
    this.#watches.add(watch)
    return () => void this.#watches.delete(watch)
  }
}
