/**
 * The movies that are in memory: a map, and a list from least to most recently used. They share one actor system under a
 * root of our own, because movies spawned as children of a machine cost more the more of them there are, and a root costs
 * the same at any size. No fiber and no timer belongs to a movie (RUN-1).
 */
import {
  type Actor,
  type ActorLogic,
  type ActorSystem,
  type AnyActorScope,
  createActor,
  type EventObject,
  type Snapshot
} from "xstate"
import type { MovieId } from "../domain/identity.ts"
import type { Lifecycle } from "../domain/movie.ts"
import { persistedOf } from "../machines/lifecycle.ts"
import type { MovieMachine } from "../machines/movie-machine.ts"
import type { Lane } from "../services/data-provider.ts"
import type { WorkRef } from "./enrich-work.ts"

export interface Resident {
  readonly id: MovieId
  readonly actor: Actor<MovieMachine>
  /** The enrichment in flight, if any: such a movie is never passivated. */
  work: WorkRef | undefined
  usedAt: number
  /** For the most impatient who asked since its work began. */
  lane: Lane
  older: Resident | undefined
  newer: Resident | undefined
}

type RootSnapshot = Snapshot<undefined>
const rootState: RootSnapshot = { status: "active", output: undefined, error: undefined }

export class Residents {
  readonly #machine: MovieMachine
  readonly #movies = new Map<MovieId, Resident>()
  #scope!: AnyActorScope
  readonly #root: Actor<ActorLogic<RootSnapshot, EventObject>>
  #oldest: Resident | undefined
  #newest: Resident | undefined

  constructor(machine: MovieMachine) {
    this.#machine = machine
    this.#root = createActor({
      getInitialSnapshot: (scope) => {
        this.#scope = scope
        return rootState
      },
      getPersistedSnapshot: (snapshot) => snapshot,
      transition: (snapshot) => snapshot
    } satisfies ActorLogic<RootSnapshot, EventObject>)
    this.#root.start()
  }

  get size(): number {
    return this.#movies.size
  }

  /** The actor system of all residents: one `inspect` sees them all. */
  get system(): ActorSystem<never> {
    return this.#root.system as ActorSystem<never>
  }

  get(id: MovieId): Resident | undefined {
    return this.#movies.get(id)
  }

  values(): IterableIterator<Resident> {
    return this.#movies.values()
  }

  /** Brings a movie to life from its record. */
  hydrate(id: MovieId, lifecycle: Lifecycle, now: number): Resident {
    const actor = createActor(this.#machine, {
      parent: this.#root,
      id,
      snapshot: persistedOf(id, lifecycle),
      input: { id }
    } as never) as Actor<MovieMachine>
    const resident: Resident = {
      id,
      actor,
      work: undefined,
      usedAt: now,
      lane: "housekeeping",
      older: undefined,
      newer: undefined
    }
    this.#movies.set(id, resident)
    this.#append(resident)
    actor.start()
    return resident
  }

  touch(resident: Resident, now: number): void {
    resident.usedAt = now
    if (this.#newest === resident) return
    this.#unlink(resident)
    this.#append(resident)
  }

  /** Out of memory. Work in flight is interrupted. */
  drop(resident: Resident): void {
    this.#movies.delete(resident.id)
    this.#unlink(resident)
    this.#scope.stopChild(resident.actor)
  }

  /** Passivates least recently used movies: those idle since `idleMs`, and those over the limit. Work counts as use. */
  passivate(limit: number, idleMs: number, now: number): number {
    let passivated = 0
    for (let looked = this.#movies.size; looked > 0; looked--) {
      const oldest = this.#oldest
      if (oldest === undefined || (this.#movies.size <= limit && now - oldest.usedAt < idleMs)) break
      if (oldest.work !== undefined) this.touch(oldest, now)
      else {
        this.drop(oldest)
        passivated++
      }
    }
    return passivated
  }

  /** The least recently used movie. */
  get oldest(): Resident | undefined {
    return this.#oldest
  }

  dropAll(): void {
    for (const resident of this.#movies.values()) this.drop(resident)
  }

  #append(resident: Resident): void {
    resident.older = this.#newest
    resident.newer = undefined
    if (this.#newest !== undefined) this.#newest.newer = resident
    this.#newest = resident
    this.#oldest ??= resident
  }

  #unlink(resident: Resident): void {
    if (resident.older === undefined) this.#oldest = resident.newer
    else resident.older.newer = resident.newer
    if (resident.newer === undefined) this.#newest = resident.older
    else resident.newer.older = resident.older
    resident.older = undefined
    resident.newer = undefined
  }
}
