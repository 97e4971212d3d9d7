/** The bytes of one file in memory: those that are durable, and those that only were written. */

const blockBytes = 512

export class MemoryInode {
  length = 0
  private bytes: Uint8Array = new Uint8Array(1024)
  private syncedLength = 0
  /** What a truncation cut off and a crash may bring back, until the next sync or append. */
  private cut: Uint8Array | undefined

  append(bytes: Uint8Array): void {
    this.cut = undefined
    const length = this.length + bytes.length
    if (length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(length, this.bytes.length * 2))
      grown.set(this.bytes.subarray(0, this.length))
      this.bytes = grown
    }
    this.bytes.set(bytes, this.length)
    this.length = length
  }

  truncate(length: number): void {
    if (length < this.syncedLength) {
      this.cut = this.bytes.slice(length, this.length)
      this.syncedLength = length
    }
    this.length = Math.min(this.length, length)
  }

  sync(): void {
    this.syncedLength = this.length
    this.cut = undefined
  }

  read(offset: number, length: number): Uint8Array {
    return this.bytes.slice(offset, Math.max(offset, Math.min(offset + length, this.length)))
  }

  copy(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }

  /** Unsynced bytes survive up to somewhere, and sometimes one block among them reads as zeros. */
  crash(random: () => number): void {
    if (this.cut !== undefined && random() < 0.5) this.append(this.cut)
    const unsynced = this.length - this.syncedLength
    this.length = this.syncedLength + Math.floor(random() * (unsynced + 1))
    if (random() < 0.3 && this.length > this.syncedLength) {
      const from = this.syncedLength + Math.floor(random() * (this.length - this.syncedLength))
      this.bytes.fill(0, from, Math.min(from + blockBytes, this.length))
    }
    this.sync()
  }
}
