/** Files and folders of a tree in memory. A file's bytes are made when they are read: a few letters again and again. */

export interface MemoryStamp {
  readonly inode: number
  readonly device: number
  readonly mtimeMs: number
  readonly ctimeMs: number
}

export class MemoryFile {
  readonly inode: number
  readonly device: number
  readonly content: string
  mtimeMs: number
  ctimeMs: number
  size: number
  /** Up to where it is no longer zeros. */
  written: number

  constructor({ inode, device, mtimeMs, ctimeMs }: MemoryStamp, content: string, size: number, written: number) {
    this.inode = inode
    this.device = device
    this.mtimeMs = mtimeMs
    this.ctimeMs = ctimeMs
    this.content = content
    this.size = size
    this.written = written
  }

  read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - offset)))
    const filled = Math.max(0, Math.min(bytes.length, this.written - offset))
    return bytes
      .fill(1, 0, filled)
      .map((byte, at) => (byte === 0 ? 0 : this.content.charCodeAt((offset + at) % this.content.length)))
  }
}

export class MemoryFolder {
  readonly inode: number
  readonly device: number
  readonly entries = new Map<string, MemoryNode>()
  mtimeMs: number
  ctimeMs: number
  isDenied = false

  constructor({ inode, device, mtimeMs, ctimeMs }: MemoryStamp) {
    this.inode = inode
    this.device = device
    this.mtimeMs = mtimeMs
    this.ctimeMs = ctimeMs
  }
}

export type MemoryNode = MemoryFile | MemoryFolder | "link"
