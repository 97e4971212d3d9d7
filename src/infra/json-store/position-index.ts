/** Where events lie in the journal: the offset of every 256th, the rest is found by reading on from there. */

export const positionsPerEntry = 256

export class PositionIndex {
  private offsets = new Float64Array(64)
  private count = 0

  note(position: number, at: number): void {
    if ((position - 1) % positionsPerEntry !== 0) return
    const entry = (position - 1) / positionsPerEntry
    if (entry === this.offsets.length) {
      const grown = new Float64Array(this.offsets.length * 2)
      grown.set(this.offsets)
      this.offsets = grown
    }
    this.offsets[entry] = at
    this.count = entry + 1
  }

  /** The offset of the nearest noted event at or before the position. */
  before(position: number): number {
    if (this.count === 0) return 0
    return this.offsets[Math.min(Math.floor((position - 1) / positionsPerEntry), this.count - 1)]!
  }

  /** Offsets of every 256th event, oldest first. */
  all(): ReadonlyArray<number> {
    return Array.from(this.offsets.subarray(0, this.count))
  }

  load(offsets: ReadonlyArray<number>): void {
    offsets.forEach((at, entry) => this.note(entry * positionsPerEntry + 1, at))
  }
}
