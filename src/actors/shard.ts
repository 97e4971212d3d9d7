/**
 * One shard of the supervisor: it alone changes its movies (one writer). It delivers events, ends of work and deadlines to
 * the movies' actors, gathers what changes in drafts, and keeps the residents bounded. It never writes: whoever runs it
 * commits the drafts, and only then are the facts true.
 */
import type { Clock } from "effect"
import type { MovieId } from "../domain/identity.ts"
import { isAtLeast, knownLevel } from "../domain/level.ts"
import type { Lifecycle } from "../domain/movie.ts"
import { deadlineOf, lifecycleOf, positionOf } from "../machines/lifecycle.ts"
import type { EnrichmentTask, MovieEvent, MovieFact } from "../machines/movie-events.ts"
import type { MovieMachine } from "../machines/movie-machine.ts"
import type { Lane } from "../services/data-provider.ts"
import { Causes } from "./causes.ts"
import { Deadlines } from "./deadlines.ts"
import type { Drafts } from "./drafts.ts"
import { type WorkRef, enrichWork } from "./enrich-work.ts"
import { type Resident, Residents } from "./residents.ts"
import type { SickBay } from "./sick-bay.ts"
import { type FinishedWork, soonerOf, type Turn, type WorkDesk } from "./work-desk.ts"

/** What came of delivering to one movie: facts it states, or the reason it crashed. */
export type Delivery =
  | {
      readonly facts: ReadonlyArray<MovieFact>
      readonly crash: undefined
      /** The lifecycle as it was when the facts were not yet true; only there when facts are. */
      readonly before?: Lifecycle
    }
  | { readonly facts: readonly []; readonly crash: string }

const nothing: Delivery = { facts: [], crash: undefined }

const isUnfinished = (lifecycle: Lifecycle) =>
  lifecycle.retryAt === null && !isAtLeast(knownLevel(lifecycle.state, lifecycle.kept), lifecycle.wanted)

/** So many deadlines may be out of date before they are looked through. */
const deadlinesSpare = 1_024

const describe = (error: unknown) =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 500)

export class Shard {
  readonly residents: Residents
  readonly deadlines = new Deadlines()
  readonly desk: WorkDesk
  readonly sickBay: SickBay
  /** Ends of work that wait to be delivered. Bounded by the desk. */
  readonly inbox: Array<FinishedWork> = []
  /** Why a movie is at work, so that the facts of the end name their cause. */
  readonly causes = new Causes()
  readonly #clock: Clock.Clock
  #told: Array<MovieFact> = []
  #lane: Lane = "housekeeping"
  /** The movie that is being hydrated: its actor exists, its entry not yet. */
  #beginning: WorkRef | undefined
  #deadlinesMax = Infinity
  hydrations = 0
  /** Changes that were refused because a movie cannot have more names, files or merges. */
  refused = 0
  /** Told of every position that a movie takes, before that is durable; undefined while nobody watches. Must not throw. */
  onMoved: ((id: MovieId, value: unknown) => void) | undefined

  constructor(
    machine: MovieMachine,
    clock: Clock.Clock,
    sickBay: SickBay,
    makeDesk: (onFinished: (finished: FinishedWork) => void) => WorkDesk,
    wake: () => void
  ) {
    this.#clock = clock
    this.sickBay = sickBay
    this.desk = makeDesk((finished) => {
      this.inbox.push(finished)
      wake()
    })
    const enrich = enrichWork({
      begin: (work, ask) => {
        if (this.desk.begin(work, ask, this.#lane)) this.#beginning = work
      },
      giveBack: (work) => this.desk.giveBack(work)
    })
    this.residents = new Residents(
      machine.provide({ actors: { enrich }, actions: { tell: (_, fact) => void this.#told.push(fact) } })
    )
  }

  /**
   * Looks at all records once, at start: their deadlines, and the work that a restart interrupted. Who is sick is left
   * alone until its pause is over (RUN-3).
   */
  begin(movies: Iterable<{ readonly id: MovieId; readonly lifecycle: Lifecycle }>, now: number): Array<MovieId> {
    const unfinished: Array<MovieId> = []
    let count = 0
    this.deadlines.clear()
    for (const { id, lifecycle } of movies) {
      count++
      this.#schedule(id, lifecycle, now)
      if (isUnfinished(lifecycle) && this.sickBay.patient(id) === undefined) unfinished.push(id)
    }
    for (const { movie, at } of this.sickBay.due()) this.deadlines.push(at, movie)
    this.#deadlinesMax = 2 * count + deadlinesSpare
    return unfinished
  }

  /** Most deadlines are out of date: time to note them afresh with `begin`, between two batches (RUN-1). */
  get isCrowded(): boolean {
    return this.deadlines.size > this.#deadlinesMax
  }

  /** Everything in memory is given up; the records are the truth. Work in flight is interrupted. */
  reset(): void {
    this.residents.dropAll()
    this.inbox.length = 0
    this.causes.clear()
  }

  /** Delivers one event to one movie, bringing it to life if it is not in memory. */
  deliver(drafts: Drafts, id: MovieId, hears: MovieEvent, lane: Lane): Delivery {
    const now = this.#clock.currentTimeMillisUnsafe()
    const resident = this.#resident(drafts, id, now, lane)
    if (resident === undefined) return nothing
    const isAtWork = resident.work !== undefined || this.desk.isQueued(id)
    resident.lane = isAtWork ? soonerOf(resident.lane, lane) : lane
    const delivery = this.#send(drafts, resident, () => resident.actor.send(hears), lane, now)
    // Who asks for what others have asked before waits in a lane of their own (RUN-4).
    this.desk.hurry(id, lane)
    return delivery
  }

  /** Tells a movie's work how it ended; undefined when nobody waits for it any more. */
  settle(drafts: Drafts, id: MovieId, work: WorkRef, send: () => void): Delivery | undefined {
    const resident = this.residents.get(id)
    if (resident?.work !== work) return undefined
    resident.work = undefined
    return this.#send(drafts, resident, send, resident.lane, this.#clock.currentTimeMillisUnsafe())
  }

  /** It is this movie's turn: its waiting work starts, and the movie is brought to life for it if need be. */
  takeTurn(drafts: Drafts, { movie: id, task, lane }: Turn): Delivery {
    const resident = this.residents.get(id)
    // An event came first and started it, or the movie crashed while it waited for its turn (LIFE-4, RUN-3).
    if (resident?.work !== undefined || this.sickBay.patient(id) !== undefined) return nothing
    const work = resident?.actor.getSnapshot().children["enrich"] as WorkRef | undefined
    const ask = work?.getSnapshot().input
    if (work === undefined || ask === undefined) return this.#takeUp(drafts, id, task, lane)
    if (this.desk.begin(work, ask, lane)) resident!.work = work
    return nothing
  }

  /** The movie left memory while it waited: an advance is in its record, a refresh that somebody asked for is not. */
  #takeUp(drafts: Drafts, id: MovieId, task: EnrichmentTask, lane: Lane): Delivery {
    if (task !== "refresh") return this.wakeUp(drafts, id, lane)
    const at = this.#clock.currentTimeMillisUnsafe()
    return this.deliver(drafts, id, { type: "ProviderRefreshRequested", at }, lane)
  }

  /** Lets a movie go on with whatever its record says is due or unfinished. */
  wakeUp(drafts: Drafts, id: MovieId, lane: Lane): Delivery {
    const lifecycle = drafts.lifecycle(id)
    if (lifecycle === undefined) return nothing
    const at = this.#clock.currentTimeMillisUnsafe()
    if (isUnfinished(lifecycle)) {
      return this.deliver(drafts, id, { type: "EnrichmentRequested", at, level: lifecycle.wanted }, lane)
    }
    const delivery = this.deliver(drafts, id, { type: "DeadlineReached", at, lastAccess: drafts.lastAccess(id) }, lane)
    // Nothing came of this deadline: the next one of the record still counts.
    if (delivery === nothing) this.#scheduleNext(id, lifecycle, at)
    return delivery
  }

  /** Notes the deadline of a record once more, be it due. */
  schedule(drafts: Drafts, id: MovieId, now: number): void {
    const lifecycle = drafts.lifecycle(id)
    if (lifecycle !== undefined) this.#schedule(id, lifecycle, now)
  }

  /** Notes the next deadline of a record, if it lies ahead. */
  #scheduleNext(id: MovieId, lifecycle: Lifecycle, now: number): void {
    const at = deadlineOf(lifecycle, now)
    if (at !== null && at > now) this.deadlines.push(at, id)
  }

  /** The movie is forgotten, or crashed: out of memory, its work interrupted. */
  remove(id: MovieId): void {
    const resident = this.residents.get(id)
    if (resident !== undefined) this.residents.drop(resident)
    this.causes.delete(id)
  }

  #resident(drafts: Drafts, id: MovieId, now: number, lane: Lane): Resident | undefined {
    const known = this.residents.get(id)
    if (known !== undefined) {
      this.residents.touch(known, now)
      return known
    }
    const lifecycle = drafts.lifecycle(id)
    if (lifecycle === undefined) return undefined
    this.hydrations++
    const resident = this.residents.hydrate(id, lifecycle, now)
    resident.lane = lane
    if (isUnfinished(lifecycle)) {
      const ask = { type: "EnrichmentRequested", at: now, level: lifecycle.wanted } as const
      this.#send(drafts, resident, () => resident.actor.send(ask), lane, now)
    }
    return resident
  }

  #send(drafts: Drafts, resident: Resident, send: () => void, lane: Lane, now: number): Delivery {
    const before = resident.actor.getSnapshot()
    this.#told = []
    this.#lane = lane
    this.#beginning = undefined
    send()
    const after = resident.actor.getSnapshot()
    if (after.status === "error") {
      this.remove(resident.id)
      return { facts: [], crash: describe(after.error) }
    }
    if (this.#beginning !== undefined) resident.work = this.#beginning
    if (after !== before) {
      this.onMoved?.(resident.id, after.value)
      this.#note(drafts, resident.id, lifecycleOf(positionOf(after.value).state, after.context), now)
    }
    if (this.#told.length === 0) return nothing
    return { facts: this.#told, crash: undefined, before: lifecycleOf(positionOf(before.value).state, before.context) }
  }

  #note(drafts: Drafts, id: MovieId, lifecycle: Lifecycle, now: number): void {
    drafts.patch(id).lifecycle = lifecycle
    // Who is at work hears no deadlines; the end of the work notes the next one.
    if (!isUnfinished(lifecycle)) this.#schedule(id, lifecycle, now)
  }

  #schedule(id: MovieId, lifecycle: Lifecycle, now: number): void {
    const at = deadlineOf(lifecycle, now)
    if (at !== null) this.deadlines.push(at, id)
  }
}
