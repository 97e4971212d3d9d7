/**
 * How often keys were used lately: up to 15, and all are halved after as many uses as ten shelves hold movies (TinyLFU's reset).
 * Halving is worked out when a count is read, so that no use has to wait for all keys.
 */
const countMax = 15
const usesPerMovie = 10

export class FadingCounts {
  readonly counts: Uint8Array
  readonly halvedAt: Uint32Array
  readonly period: number
  uses = 0
  halvings = 0

  constructor(keys: number, bytes: Float64Array, capacityBytes: number) {
    this.counts = new Uint8Array(keys)
    this.halvedAt = new Uint32Array(keys)
    const meanBytes = bytes.reduce((sum, each) => sum + each, 0) / Math.max(1, keys)
    this.period = Math.max(1, Math.round((usesPerMovie * capacityBytes) / Math.max(1, meanBytes)))
  }

  of(key: number): number {
    // A count of 15 is nothing after four halvings.
    return this.counts[key]! >> Math.min(4, this.halvings - this.halvedAt[key]!)
  }

  count(key: number): void {
    this.counts[key] = Math.min(countMax, this.of(key) + 1)
    this.halvedAt[key] = this.halvings
    this.uses += 1
    if (this.uses < this.period) return
    this.uses = 0
    this.halvings += 1
  }
}
