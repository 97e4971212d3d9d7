/**
 * From numbers (up to 53 bits) to row numbers, in two typed arrays with open addressing: 12 B a place, at most 70 % full.
 * One key may lead to several rows.
 */

const placesMin = 64
const loadMax = 0.7

const placeOf = (key: number, mask: number): number => {
  let mixed = (key >>> 0) ^ Math.imul(Math.floor(key / 0x1_0000_0000), 0x9e37_79b1)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35)
  return (mixed ^ (mixed >>> 16)) & mask
}

export class NumberIndex {
  private keys = new Float64Array(placesMin)
  /** The row plus one; 0 is an empty place. */
  private rows = new Int32Array(placesMin)
  size = 0

  get bytes(): number {
    return this.keys.byteLength + this.rows.byteLength
  }

  /** The first row under the key, or -1. */
  first(key: number): number {
    const mask = this.rows.length - 1
    for (let place = placeOf(key, mask); this.rows[place] !== 0; place = (place + 1) & mask) {
      if (this.keys[place] === key) return this.rows[place]! - 1
    }
    return -1
  }

  /** All rows under the key, ascending. */
  all(key: number): Array<number> {
    const found: Array<number> = []
    const mask = this.rows.length - 1
    for (let place = placeOf(key, mask); this.rows[place] !== 0; place = (place + 1) & mask) {
      if (this.keys[place] === key) found.push(this.rows[place]! - 1)
    }
    return found.sort((a, b) => a - b)
  }

  /** Adding what is there already changes nothing. */
  add(key: number, row: number): void {
    if ((this.size + 1) / this.rows.length > loadMax) this.grow()
    this.place(key, row + 1)
  }

  remove(key: number, row: number): void {
    const mask = this.rows.length - 1
    for (let place = placeOf(key, mask); this.rows[place] !== 0; place = (place + 1) & mask) {
      if (this.keys[place] === key && this.rows[place] === row + 1) return this.close(place)
    }
  }

  private place(key: number, stored: number): void {
    const mask = this.rows.length - 1
    let place = placeOf(key, mask)
    while (this.rows[place] !== 0) {
      if (this.keys[place] === key && this.rows[place] === stored) return
      place = (place + 1) & mask
    }
    this.keys[place] = key
    this.rows[place] = stored
    this.size++
  }

  /** Empties a place and moves back what had to go past it, so that no tombstones pile up. */
  private close(hole: number): void {
    const mask = this.rows.length - 1
    this.size--
    let place = hole
    for (;;) {
      place = (place + 1) & mask
      if (this.rows[place] === 0) break
      const home = placeOf(this.keys[place]!, mask)
      if (((place - home) & mask) < ((place - hole) & mask)) continue
      this.keys[hole] = this.keys[place]!
      this.rows[hole] = this.rows[place]!
      hole = place
    }
    this.rows[hole] = 0
  }

  private grow(): void {
    const { keys, rows } = this
    this.keys = new Float64Array(keys.length * 2)
    this.rows = new Int32Array(rows.length * 2)
    this.size = 0
    for (let place = 0; place < rows.length; place++) if (rows[place] !== 0) this.place(keys[place]!, rows[place]!)
  }
}
