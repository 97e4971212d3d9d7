/** A disk of a few megabytes to fill: tmpfs, or ext4 in a file. Both need root and a system that lets it mount. */
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, statfsSync, truncateSync, unlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

export const diskKinds = ["tmpfs", "ext4"] as const
export type DiskKind = (typeof diskKinds)[number]

export interface SmallDisk {
  /** Where it is mounted. */
  readonly path: string
  /** Takes so many bytes away, until `free`. */
  readonly occupy: (name: string, bytes: number) => void
  readonly free: (name: string) => void
  readonly bytesFree: () => number
  readonly close: () => void
}

const run = (command: string, args: ReadonlyArray<string>): string | undefined => {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" })
  return status === 0 ? undefined : `${command} ${args.join(" ")}: ${error?.message ?? stderr.trim()}`
}

const mount = (kind: DiskKind, root: string, path: string, bytes: number): string | undefined => {
  if (kind === "tmpfs") return run("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", path])
  const image = join(root, "disk.img")
  writeFileSync(image, "")
  truncateSync(image, bytes)
  // No share kept back for root, or the disk is full at another moment for this process than for others.
  return run("mkfs.ext4", ["-q", "-m", "0", image]) ?? run("mount", ["-o", "loop", image, path])
}

/** The mounted disk, or in words why there is none. */
export const openSmallDisk = (kind: DiskKind, bytes: number): SmallDisk | string => {
  const root = mkdtempSync(join(tmpdir(), "reelstate-full-"))
  const path = join(root, "disk")
  mkdirSync(path)
  const problem = mount(kind, root, path, bytes)
  const remove = () => rmSync(root, { recursive: true, force: true })
  if (problem !== undefined) {
    remove()
    return problem
  }
  return {
    path,
    occupy: (name, size) => writeFileSync(join(path, name), Buffer.alloc(size, 1)),
    free: (name) => unlinkSync(join(path, name)),
    bytesFree: () => statfsSync(path).bavail * statfsSync(path).bsize,
    close: () => {
      const left = run("umount", [path])
      if (left === undefined) remove()
      else console.error(`The disk is still mounted. ${left}`)
    }
  }
}
