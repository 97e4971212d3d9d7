/**
 * Where every movie is: one byte each, by its number, which is its place in the order of creation. Counts and edges are
 * kept along the way, so that nobody ever counts ten thousand movies to draw one picture.
 */
import type { MovieId } from "../../domain/identity.ts"
import { goneLeaf } from "../wire/frame.ts"
import { edgeCount, edgeOf, leafCount } from "./leaves.ts"

/** Movies that moved before their birth was durable; more than one batch brings in is a mistake somewhere. */
const unbornMax = 4_096

const firstRoom = 1_024

export class Population {
  readonly ids: Array<MovieId> = []
  readonly counts = new Uint32Array(leafCount)
  /** Moves along each edge since `takeEdges`; never more than 16 bits hold. */
  readonly edges = new Uint16Array(edgeCount)
  readonly #numbers = new Map<MovieId, number>()
  readonly #unborn = new Map<MovieId, number>()
  readonly #onMove: (number: number, leaf: number) => void
  #leaves: Uint8Array = new Uint8Array(firstRoom)
  alive = 0

  constructor(onMove: (number: number, leaf: number) => void) {
    this.#onMove = onMove
  }

  get size(): number {
    return this.ids.length
  }

  /** A view, valid until the next birth. */
  get leaves(): Uint8Array {
    return this.#leaves.subarray(0, this.ids.length)
  }

  leafOf(number: number): number {
    return this.#leaves[number] ?? goneLeaf
  }

  numberOf(id: MovieId): number | undefined {
    return this.#numbers.get(id)
  }

  /** A new movie gets the next number; one that is known stays who it is. */
  born(id: MovieId, leaf: number): number {
    const known = this.#numbers.get(id)
    if (known !== undefined) {
      if (this.#leaves[known] === goneLeaf) this.#set(known, leaf)
      return known
    }
    const number = this.ids.push(id) - 1
    this.#numbers.set(id, number)
    if (number >= this.#leaves.length) this.#grow()
    this.#leaves[number] = goneLeaf
    this.#set(number, this.#unborn.get(id) ?? leaf)
    this.#unborn.delete(id)
    return number
  }

  moved(id: MovieId, leaf: number): void {
    const number = this.#numbers.get(id)
    if (number !== undefined) {
      if (this.#leaves[number] !== leaf) this.#set(number, leaf)
      return
    }
    if (this.#unborn.size >= unbornMax) this.#unborn.clear()
    this.#unborn.set(id, leaf)
  }

  /** What is not among the living is gone; what lives is where it is said to be. */
  reconcile(living: Iterable<readonly [MovieId, number]>): void {
    const seen = new Set<number>()
    for (const [id, leaf] of living) {
      const number = this.born(id, leaf)
      seen.add(number)
      if (this.#leaves[number] !== leaf) this.#set(number, leaf)
    }
    for (let number = 0; number < this.size; number++) {
      if (this.#leaves[number] !== goneLeaf && !seen.has(number)) this.#set(number, goneLeaf)
    }
  }

  takeEdges(): Uint16Array {
    const taken = this.edges.slice()
    this.edges.fill(0)
    return taken
  }

  #set(number: number, leaf: number): void {
    const before = this.#leaves[number]!
    this.#leaves[number] = leaf
    if (before === goneLeaf) this.alive++
    else this.counts[before]!--
    if (leaf === goneLeaf) this.alive--
    else this.counts[leaf]!++
    const edge = edgeOf(before, leaf)
    if (edge >= 0 && this.edges[edge]! < 0xffff) this.edges[edge]!++
    this.#onMove(number, leaf)
  }

  #grow(): void {
    const grown = new Uint8Array(this.#leaves.length * 2)
    grown.set(this.#leaves)
    this.#leaves = grown
  }
}
