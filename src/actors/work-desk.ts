/**
 * Runs the enrichments of all movies: a bounded number at a time, a waiting person first, then background jobs, then
 * housekeeping (RUN-4). A movie that waits for its turn may be passivated; the desk remembers only its id.
 */
import { type Context, Effect, Exit, type Fiber } from "effect"
import type { MovieId } from "../domain/identity.ts"
import type { EnrichmentAsk, EnrichmentTask } from "../machines/movie-events.ts"
import type { Lane } from "../services/data-provider.ts"
import type { Enrichment, EnrichmentEngine, EnrichmentError } from "../services/enrichment.ts"
import type { WorkRef } from "./enrich-work.ts"

export type WorkExit = Exit.Exit<Enrichment, EnrichmentError>

export interface FinishedWork {
  readonly movie: MovieId
  readonly work: WorkRef
  readonly ask: EnrichmentAsk
  readonly exit: WorkExit
}

/** A movie whose turn it is, and what for. */
export interface Turn {
  readonly movie: MovieId
  readonly task: EnrichmentTask
  readonly lane: Lane
}

const lanes: ReadonlyArray<Lane> = ["person", "background", "housekeeping"]

/** The share of the places that only work takes for which a person waits. */
const personsShare = 1 / 8

/** The lane whose turn comes first. */
export const soonerOf = (a: Lane, b: Lane): Lane => (lanes.indexOf(a) <= lanes.indexOf(b) ? a : b)

export class WorkDesk {
  readonly #engine: EnrichmentEngine["Service"]
  readonly #fork: (effect: Effect.Effect<Enrichment, EnrichmentError>) => Fiber.Fiber<Enrichment, EnrichmentError>
  readonly #limit: number
  readonly #onFinished: (finished: FinishedWork) => void
  readonly #running = new Map<WorkRef, Fiber.Fiber<Enrichment, EnrichmentError>>()
  /** Begun, and not to run before what it is based on is committed. */
  readonly #begun = new Map<WorkRef, { readonly ask: EnrichmentAsk; readonly lane: Lane }>()
  /** Who waits for room, and with what: a movie that leaves memory meanwhile would not know it any more. */
  readonly #queues: Record<Lane, Map<MovieId, EnrichmentTask>> = {
    person: new Map(),
    background: new Map(),
    housekeeping: new Map()
  }

  constructor(
    context: Context.Context<EnrichmentEngine>,
    engine: EnrichmentEngine["Service"],
    limit: number,
    onFinished: (finished: FinishedWork) => void
  ) {
    this.#engine = engine
    this.#fork = Effect.runForkWith(context)
    this.#limit = limit
    this.#onFinished = onFinished
  }

  /** Enrichments begun and not yet ended. */
  get running(): number {
    return this.#running.size + this.#begun.size
  }

  get queued(): number {
    const { person, background, housekeeping } = this.#queues
    return person.size + background.size + housekeeping.size
  }

  /** Whether work may begin that no person waits for. */
  get hasRoom(): boolean {
    return this.#hasRoomFor("background")
  }

  /** A person finds a place even while ten thousand others wait for one. */
  #hasRoomFor(lane: Lane): boolean {
    const reserved = lane === "person" ? 0 : Math.floor(this.#limit * personsShare)
    return this.running < this.#limit - reserved
  }

  isQueued(movie: MovieId): boolean {
    return this.queued > 0 && lanes.some((lane) => this.#queues[lane].has(movie))
  }

  /** Takes the work on if there is room, otherwise notes whose turn it is later. True when it was taken on. */
  begin(work: WorkRef, ask: EnrichmentAsk, lane: Lane): boolean {
    if (!this.#hasRoomFor(lane)) {
      this.#enqueue(ask, lane)
      return false
    }
    this.#dequeue(ask.movie)
    this.#begun.set(work, { ask, lane })
    return true
  }

  /** Somebody else waits for this too: if it waits for its turn, it moves to the better lane. */
  hurry(movie: MovieId, lane: Lane): void {
    if (this.queued === 0) return
    const task = lanes.map((each) => this.#queues[each].get(movie)).find((queued) => queued !== undefined)
    if (task !== undefined) this.#enqueue({ movie, task }, lane)
  }

  /** Runs what was begun. Called when the records that the work is based on are durable. */
  launch(): void {
    for (const [work, { ask, lane }] of this.#begun) {
      const fiber = this.#fork(this.#engine.enrich({ ...ask, lane }))
      this.#running.set(work, fiber)
      fiber.addObserver((exit) => {
        if (!this.#running.delete(work)) return
        this.#onFinished({ movie: ask.movie, work, ask, exit })
      })
    }
    this.#begun.clear()
  }

  /** What came of this work is committed, or never will be. */
  settled(finished: ReadonlyArray<FinishedWork>): void {
    for (const { exit } of finished) if (Exit.isSuccess(exit)) this.#engine.settled?.(exit.value)
  }

  /** The work is wanted no more: it is interrupted, and its end is not reported. */
  giveBack(work: WorkRef): void {
    this.#begun.delete(work)
    const fiber = this.#running.get(work)
    this.#running.delete(work)
    fiber?.interruptUnsafe()
  }

  /** The movie whose turn it is, out of the first lane that has one. */
  takeNext(): Turn | undefined {
    for (const lane of lanes) {
      if (!this.#hasRoomFor(lane)) return undefined
      for (const [movie, task] of this.#queues[lane]) {
        this.#queues[lane].delete(movie)
        return { movie, task, lane }
      }
    }
    return undefined
  }

  #enqueue({ movie, task }: Omit<Turn, "lane">, lane: Lane): void {
    const current = lanes.find((one) => this.#queues[one].has(movie))
    if (current !== undefined && soonerOf(current, lane) === current) return
    this.#dequeue(movie)
    this.#queues[lane].set(movie, task)
  }

  #dequeue(movie: MovieId): void {
    for (const lane of lanes) this.#queues[lane].delete(movie)
  }
}
