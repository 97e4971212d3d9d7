/** How many things happened in the second up to now. Holds the moments of one second, no more. */
const windowMs = 1_000

export class RateWindow {
  #moments: Array<number> = []
  #first = 0

  #forget(nowMs: number): void {
    while (this.#first < this.#moments.length && this.#moments[this.#first]! <= nowMs - windowMs) this.#first += 1
    if (this.#first <= 1_024 || this.#first * 2 <= this.#moments.length) return
    this.#moments = this.#moments.slice(this.#first)
    this.#first = 0
  }

  /** How many were noted in the last second. */
  count(nowMs: number): number {
    this.#forget(nowMs)
    return this.#moments.length - this.#first
  }

  /** Notes one now, and gives the count with it. Moments never go back. */
  note(nowMs: number): number {
    const before = this.count(nowMs)
    this.#moments.push(nowMs)
    return before + 1
  }

  /** How long until the count is below a limit that it has reached. */
  waitMs(nowMs: number, limit: number): number {
    const freeing = this.#moments[Math.max(this.#first, this.#moments.length - limit)]
    return freeing === undefined ? 0 : Math.max(0, freeing + windowMs - nowMs)
  }
}
