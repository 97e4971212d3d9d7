/**
 * Keys by priority, the least first; of equals the lower key. A heap of four children in typed arrays. A priority that rises
 * is only noted, and the key is put in its place when it comes to the top: most keys are used many times before that.
 */
import { nobody } from "./policy.ts"

export class PriorityHeap {
  count = 0
  /** The keys, as a heap: the first is the least by what is filed. */
  readonly keys: Int32Array
  readonly priorities: Float64Array
  /** Priorities as they stood when the key was put in its place; by place. Never above the priority. */
  readonly filed: Float64Array
  readonly places: Int32Array

  constructor(keys: number) {
    this.keys = new Int32Array(keys)
    this.priorities = new Float64Array(keys)
    this.filed = new Float64Array(keys)
    this.places = new Int32Array(keys).fill(nobody)
  }

  add(key: number, priority: number): void {
    this.priorities[key] = priority
    this.rise(key, priority, this.count++)
  }

  /** Not below what it was. */
  raise(key: number, priority: number): void {
    this.priorities[key] = priority
  }

  /** Not above what it was. */
  lower(key: number, priority: number): void {
    this.priorities[key] = priority
    this.rise(key, priority, this.places[key]!)
  }

  least(): number {
    if (this.count === 0) return nobody
    for (;;) {
      const key = this.keys[0]!
      const priority = this.priorities[key]!
      if (priority === this.filed[0]) return key
      this.sink(key, priority, 0)
    }
  }

  remove(key: number): void {
    const place = this.places[key]!
    this.places[key] = nobody
    this.count -= 1
    if (place === this.count) return
    const moved = this.keys[this.count]!
    const filed = this.filed[this.count]!
    this.rise(moved, filed, place)
    if (this.places[moved] === place) this.sink(moved, filed, place)
  }

  private put(key: number, filed: number, place: number): void {
    this.keys[place] = key
    this.filed[place] = filed
    this.places[key] = place
  }

  private rise(key: number, filed: number, from: number): void {
    let place = from
    while (place > 0) {
      const parent = (place - 1) >> 2
      const above = this.filed[parent]!
      if (above < filed || (above === filed && this.keys[parent]! <= key)) break
      this.put(this.keys[parent]!, above, place)
      place = parent
    }
    this.put(key, filed, place)
  }

  private sink(key: number, filed: number, from: number): void {
    let place = from
    for (;;) {
      const first = place * 4 + 1
      if (first >= this.count) break
      const end = Math.min(first + 4, this.count)
      let least = first
      for (let child = first + 1; child < end; child++) if (this.isBefore(child, least)) least = child
      const below = this.filed[least]!
      if (filed < below || (filed === below && key <= this.keys[least]!)) break
      this.put(this.keys[least]!, below, place)
      place = least
    }
    this.put(key, filed, place)
  }

  private isBefore(a: number, b: number): boolean {
    const one = this.filed[a]!
    const other = this.filed[b]!
    return one < other || (one === other && this.keys[a]! < this.keys[b]!)
  }
}
