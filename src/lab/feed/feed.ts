/**
 * A feed over a running library: where every movie is, what moved, and the figures beside it, as frames for whoever looks.
 * It hears of moves from the supervisor before they are durable; while nobody looks, a move costs two lookups and a note in
 * the log, and nothing is allocated. It changes nothing, so that a world with a page open is the world without it.
 */
import type { MovieId } from "../../domain/identity.ts"
import type { Store } from "../../services/store.ts"
import type { Supervisor } from "../../actors/supervisor.ts"
import { type Frame, frameBytes, type Gauges, gaugeNames } from "../wire/frame.ts"
import type { FaultName, Moment, PastPoint, Whole } from "../wire/messages.ts"
import { leafOfLifecycle, leafOfValue, stateOfLeaf } from "./leaves.ts"
import { MoveLog, type MoveLogSettings } from "./move-log.ts"
import { Past } from "./past.ts"
import { Population } from "./population.ts"

export interface FeedSource {
  /** The world's time, epoch milliseconds. */
  readonly now: () => number
  readonly gauges: () => Gauges
  readonly faults: () => ReadonlyArray<FaultName>
  readonly log?: MoveLogSettings
}

/** What the feed tells of a Whole; the rest is for who knows the world. */
export type Population64 = Pick<Whole, "sequence" | "at" | "position" | "movies" | "leaves" | "firstPosition" | "past">

export const base64Of = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64")

export class Feed {
  readonly population = new Population((number, leaf) => this.#moved(number, leaf))
  readonly #source: FeedSource
  readonly #log: MoveLog
  readonly #past = new Past()
  /** Numbers that moved since the last frame, once each; only while somebody looks. */
  readonly #dirty = new Set<number>()
  #store: Store["Service"] | undefined
  #supervisor: Supervisor["Service"] | undefined
  #isWatched = false
  #sequence = 0

  constructor(source: FeedSource) {
    this.#source = source
    this.#log = new MoveLog(source.log)
  }

  /** Hears of this library from now on; after a restart, of the one that was opened again. */
  attach(store: Store["Service"], supervisor: Supervisor["Service"]): void {
    this.#store = store
    this.reconcile(true)
    this.#takePicture()
    this.#supervisor = supervisor
    supervisor.watchMoves((movie, value) => this.population.moved(movie, leafOfValue(value)))
  }

  /** Hears of nothing any more. */
  detach(): void {
    this.#supervisor?.watchMoves(undefined)
  }

  get position(): number {
    return this.#store?.lastPosition() ?? 0
  }

  get firstPosition(): number {
    return this.#log.firstPosition
  }

  /** A birth that is durable. */
  born(movie: MovieId): void {
    const lifecycle = this.#store?.lifecycle(movie)
    if (lifecycle !== undefined) this.population.born(movie, leafOfLifecycle(lifecycle))
  }

  /** Whether as many movies live here as the store has. */
  get isWhole(): boolean {
    return this.#store === undefined || this.#store.status().movies === this.population.alive
  }

  /** Looks at every record: at the beginning (`isFresh`: nobody is at work), and when movies went that no birth explains. */
  reconcile(isFresh = false): void {
    const { population } = this
    const livingLeaf = (id: MovieId, recorded: number) => {
      const number = population.numberOf(id)
      const shown = number === undefined ? undefined : population.leafOf(number)
      // Work in flight is not in the record: who rests there and works here goes on working.
      const isSameState = shown !== undefined && stateOfLeaf[shown] === stateOfLeaf[recorded]
      return isSameState && !isFresh ? shown : recorded
    }
    const all = this.#store?.all() ?? []
    population.reconcile(
      (function* () {
        for (const { id, lifecycle } of all) yield [id, livingLeaf(id, leafOfLifecycle(lifecycle))] as const
      })()
    )
  }

  /** From now on frames are asked for: moves are gathered. */
  watch(isWatched: boolean): void {
    this.#isWatched = isWatched
    if (!isWatched) this.#dirty.clear()
    this.population.takeEdges()
  }

  get sequence(): number {
    return this.#sequence
  }

  /** What happened since the frame before. */
  frame(): Frame {
    const moves = [...this.#dirty].map((number) => [number, this.population.leafOf(number)] as const)
    this.#dirty.clear()
    return {
      sequence: ++this.#sequence,
      at: this.#source.now(),
      position: this.position,
      gauges: this.#source.gauges(),
      counts: this.population.counts.slice(),
      edges: this.population.takeEdges(),
      moves
    }
  }

  frameText(): string {
    return base64Of(frameBytes(this.frame()))
  }

  whole(): Population64 {
    return {
      sequence: this.#sequence,
      at: this.#source.now(),
      position: this.position,
      movies: this.population.size,
      leaves: base64Of(this.population.leaves),
      firstPosition: this.firstPosition,
      past: this.#past.points
    }
  }

  /** The population as it was; undefined when that is longer ago than the log remembers. */
  moment(position: number): Moment | undefined {
    const remembered = this.#log.momentOf(position)
    if (remembered === undefined) return undefined
    return { position, at: remembered.at, leaves: base64Of(remembered.leaves) }
  }

  /** Called in even steps, for the plots. */
  remember(): void {
    this.#past.offer(() => this.#point())
  }

  #point(): PastPoint {
    const states = [0, 0, 0, 0, 0]
    for (const [leaf, count] of this.population.counts.entries()) states[stateOfLeaf[leaf]!]! += count
    const gauges = this.#source.gauges()
    return {
      at: this.#source.now(),
      position: this.position,
      gauges: gaugeNames.map((name) => gauges[name]),
      states,
      faults: this.#source.faults()
    }
  }

  #moved(number: number, leaf: number): void {
    this.#log.note(this.position, this.#source.now(), number, leaf)
    if (this.#log.isPictureDue) this.#takePicture()
    if (this.#isWatched) this.#dirty.add(number)
  }

  #takePicture(): void {
    this.#log.picture(this.position, this.#source.now(), this.population.leaves)
  }
}
