/**
 * A disk in memory that tells written bytes from durable ones. Operations that change something are counted, so that
 * a fault can be put at any of them, and `crash` keeps what was synced plus an arbitrary part of what was not.
 */
import { Effect, Layer } from "effect"
import { Disk, DiskError, type DiskFile, directoryOf, type PathKind } from "./disk.ts"
import { MemoryInode } from "./memory-inode.ts"

/** `full`: a part is written, then no space. `torn`: a part is written, then EIO. `broken`: nothing happens, EIO.
 *  `lostSync`: says yes and does nothing. `dead`: this and every later operation fail, until `crash`. */
export type Fault = "full" | "torn" | "broken" | "lostSync" | "dead"

const codes: Record<Fault, string> = { full: "ENOSPC", torn: "EIO", broken: "EIO", lostSync: "EIO", dead: "EIO" }

type NameChange = { readonly directory: string; readonly apply: (names: Map<string, MemoryInode>) => void }

export class MemoryDisk {
  private names = new Map<string, MemoryInode>()
  private durableNames = new Map<string, MemoryInode>()
  private pendingNames: Array<NameChange> = []
  private readonly faults = new Map<number, Fault>()
  private dead = false
  private incarnation = 1
  private readonly links = new Set<string>()
  private readonly counts = new Map<string, number>()
  /** Operations that change the disk, so far. */
  operations = 0
  /** Bytes written, by path. */
  readonly written = new Map<string, number>()
  /** While set, every write fails for want of space. */
  full = false
  freeBytes: number | null = 1e12

  readonly layer: Layer.Layer<Disk> = Layer.sync(Disk, () => this.service())

  /** How often an operation (append, sync, write, rename ...) ran. */
  count(operation: string): number {
    return this.counts.get(operation) ?? 0
  }

  /** Puts a fault at the n-th changing operation, counted from now: 1 is the next. */
  failAt(n: number, fault: Fault): void {
    this.faults.set(this.operations + n, fault)
  }

  clearFaults(): void {
    this.faults.clear()
  }

  /** The power goes: what was not durable survives in part, as `random` (0 to 1) decides. */
  crash(random: () => number): void {
    const kept = Math.floor(random() * (this.pendingNames.length + 1))
    for (const change of this.pendingNames.slice(0, kept)) change.apply(this.durableNames)
    for (const inode of new Set(this.durableNames.values())) inode.crash(random)
    this.names = new Map(this.durableNames)
    this.restart()
  }

  /** The process is killed, the machine goes on: everything written stays. */
  kill(): void {
    this.durableNames = new Map(this.names)
    this.restart()
  }

  contents(path: string): Uint8Array | undefined {
    return this.names.get(path)?.copy()
  }

  /** Puts bytes there behind everybody's back, durable at once. */
  put(path: string, bytes: Uint8Array): void {
    const inode = new MemoryInode()
    inode.append(bytes)
    inode.sync()
    this.names.set(path, inode)
    this.durableNames.set(path, inode)
  }

  /** From now on the path is a symbolic link. */
  makeLink(path: string): void {
    this.links.add(path)
  }

  paths(): ReadonlyArray<string> {
    return [...this.names.keys()].sort()
  }

  /** A second disk with the same durable contents. */
  clone(): MemoryDisk {
    const copy = new MemoryDisk()
    for (const [path, inode] of this.names) copy.put(path, inode.copy())
    copy.incarnation = this.incarnation + 1
    return copy
  }

  private restart(): void {
    this.pendingNames = []
    this.faults.clear()
    this.dead = false
    this.incarnation++
  }

  private rename(path: string, apply: (names: Map<string, MemoryInode>) => void): void {
    apply(this.names)
    this.pendingNames.push({ directory: directoryOf(path), apply })
  }

  /** Counts the operation, and tells which fault strikes it. `write` is what a half-done write leaves behind. */
  private step(operation: string, path: string, write?: (share: number) => void): Fault | undefined {
    this.operations++
    this.counts.set(operation, this.count(operation) + 1)
    const fault = this.dead ? "dead" : (this.faults.get(this.operations) ?? (this.full && write ? "full" : undefined))
    if (fault === undefined || (fault === "lostSync" && operation === "sync")) return fault
    if (fault === "dead") this.dead = true
    if (fault === "full" || fault === "torn") write?.(0.5)
    throw new DiskError({
      operation,
      path,
      code: codes[fault],
      detail: fault === "full" ? "no space left" : "input/output error"
    })
  }

  private attempt<A>(run: () => A): Effect.Effect<A, DiskError> {
    return Effect.try({
      try: run,
      catch: (cause) => {
        if (cause instanceof DiskError) return cause
        throw cause
      }
    })
  }

  private appendTo(operation: string, path: string, inode: MemoryInode, bytes: Uint8Array): void {
    this.step(operation, path, (share) => inode.append(bytes.subarray(0, Math.floor(bytes.length * share))))
    inode.append(bytes)
    this.written.set(path, (this.written.get(path) ?? 0) + bytes.length)
  }

  private syncOf(path: string, inode: MemoryInode): void {
    if (this.step("sync", path) !== "lostSync") inode.sync()
  }

  private file(path: string, inode: MemoryInode): DiskFile {
    return {
      path,
      size: () => inode.length,
      append: (bytes) => this.attempt(() => this.appendTo("append", path, inode, bytes)),
      sync: this.attempt(() => this.syncOf(path, inode)),
      readAt: (offset, length) => inode.read(offset, length),
      truncate: (length) =>
        this.attempt(() => {
          this.step("truncate", path)
          inode.truncate(length)
        })
    }
  }

  private create(path: string): MemoryInode {
    this.step("create", path)
    const inode = new MemoryInode()
    this.rename(path, (names) => names.set(path, inode))
    return inode
  }

  private move(from: string, to: string): void {
    this.step("rename", from)
    const inode = this.names.get(from)
    if (inode === undefined)
      throw new DiskError({ operation: "rename", path: from, code: "ENOENT", detail: "no such file" })
    this.rename(to, (names) => {
      names.delete(from)
      names.set(to, inode)
    })
  }

  private remove(path: string): void {
    if (!this.names.has(path)) return
    this.step("unlink", path)
    this.rename(path, (names) => names.delete(path))
  }

  private kindOf(path: string): PathKind {
    if (this.links.has(path)) return "link"
    if (this.names.has(path)) return "file"
    return this.paths().some((name) => name.startsWith(`${path}/`)) ? "directory" : "absent"
  }

  private syncNames(directory: string): void {
    if (this.step("syncDirectory", directory) === "lostSync") return
    const due = this.pendingNames.filter((change) => change.directory === directory)
    this.pendingNames = this.pendingNames.filter((change) => change.directory !== directory)
    for (const change of due) change.apply(this.durableNames)
  }

  private createWhole(path: string, bytes: Uint8Array): boolean {
    if (this.names.has(path)) return false
    const inode = this.create(path)
    inode.append(bytes)
    inode.sync()
    return true
  }

  private list(path: string): ReadonlyArray<string> {
    const inside = this.paths().filter((name) => name.startsWith(`${path}/`))
    return [...new Set(inside.map((name) => name.slice(path.length + 1).split("/")[0]!))]
  }

  private service() {
    const owner = { pid: this.incarnation, host: "memory", start: String(this.incarnation) }
    return Disk.of({
      open: (path) => this.attempt(() => this.file(path, this.names.get(path) ?? this.create(path))),
      openExisting: (path) =>
        Effect.sync(() => {
          const inode = this.names.get(path)
          return inode === undefined ? undefined : this.file(path, inode)
        }),
      write: (path, chunks) => this.writeWhole(path, chunks),
      createExclusive: (path, bytes) => this.attempt(() => this.createWhole(path, bytes)),
      read: (path) => Effect.sync(() => this.contents(path)),
      rename: (from, to) => this.attempt(() => this.move(from, to)),
      unlink: (path) => this.attempt(() => this.remove(path)),
      list: (path) => Effect.sync(() => this.list(path)),
      makeDirectory: () => Effect.void,
      syncDirectory: (path) => this.attempt(() => this.syncNames(path)),
      kindOf: (path) => Effect.sync(() => this.kindOf(path)),
      freeBytes: () => Effect.sync(() => this.freeBytes),
      self: owner,
      isAlive: (other) => other.pid === this.incarnation
    })
  }

  private writeWhole(path: string, chunks: Iterable<Uint8Array>) {
    return Effect.gen({ self: this }, function* () {
      const inode = yield* this.attempt(() => this.create(path))
      for (const bytes of chunks) {
        yield* this.attempt(() => this.appendTo("write", path, inode, bytes))
        yield* Effect.yieldNow
      }
      yield* this.attempt(() => this.syncOf(path, inode))
    })
  }
}
