/**
 * Every deadline of every movie, in one heap of plain numbers outside XState: no timer and no fiber for a movie.
 * An entry may be out of date; whoever takes it compares it with the record. Ties come out in the order they went in.
 */
import { type MovieId, movieIdFrom, movieIdValue } from "../domain/identity.ts"

export class Deadlines {
  #at = new Float64Array(1_024)
  #order = new Float64Array(1_024)
  #movie = new Float64Array(1_024)
  #size = 0
  #count = 0

  get size(): number {
    return this.#size
  }

  /** The earliest moment, epoch milliseconds; Infinity when there is none. */
  get next(): number {
    return this.#size === 0 ? Infinity : this.#at[0]!
  }

  clear(): void {
    this.#size = 0
  }

  push(at: number, movie: MovieId): void {
    if (this.#size === this.#at.length) this.#grow()
    let place = this.#size++
    const order = this.#count++
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (this.#at[parent]! <= at) break
      this.#move(parent, place)
      place = parent
    }
    this.#put(place, at, order, movieIdValue(movie))
  }

  /** Takes the earliest entry out, if it is due. */
  popDue(now: number): { readonly at: number; readonly movie: MovieId } | undefined {
    if (this.#size === 0 || this.#at[0]! > now) return undefined
    const due = { at: this.#at[0]!, movie: movieIdFrom(this.#movie[0]!) }
    this.#size--
    if (this.#size > 0) this.#sink(this.#at[this.#size]!, this.#order[this.#size]!, this.#movie[this.#size]!)
    return due
  }

  #isBefore(a: number, at: number, order: number): boolean {
    return this.#at[a]! < at || (this.#at[a] === at && this.#order[a]! < order)
  }

  #sink(at: number, order: number, movie: number): void {
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= this.#size) break
      if (child + 1 < this.#size && this.#isBefore(child + 1, this.#at[child]!, this.#order[child]!)) child++
      if (!this.#isBefore(child, at, order)) break
      this.#move(child, place)
      place = child
    }
    this.#put(place, at, order, movie)
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#at[from]!, this.#order[from]!, this.#movie[from]!)
  }

  #put(place: number, at: number, order: number, movie: number): void {
    this.#at[place] = at
    this.#order[place] = order
    this.#movie[place] = movie
  }

  #grow(): void {
    const larger = (old: Float64Array) => {
      const next = new Float64Array(old.length * 2)
      next.set(old)
      return next
    }
    this.#at = larger(this.#at)
    this.#order = larger(this.#order)
    this.#movie = larger(this.#movie)
  }
}
