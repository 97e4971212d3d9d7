/**
 * Shows actors to those who look on, in the protocol of Stately's inspector. It listens to the actor system only while
 * somebody sees a movie, and passes over everybody else's events with one look in a map. A fault of its own never reaches
 * the actors (RUN-3).
 */
import type { AnyActorRef, InspectionEvent, Subscription } from "xstate"
import type { MovieId, MovieRef } from "../../domain/identity.ts"
import { chosenIn, isIn, type Wanted } from "./chosen-movies.ts"
import { InspectorClient, type Wire } from "./inspector-client.ts"
import type { InspectorSource } from "./inspector-source.ts"
import { defaultProjection, type Projection } from "./projection.ts"
import { WatchedMovie, type WatchTools } from "./watched-movie.ts"
import { definitionJson } from "./wire-messages.ts"

export interface InspectorStatus {
  readonly clients: number
  readonly movies: number
  /** Whether the actor system is listened to. */
  readonly isAttached: boolean
  readonly sent: number
  /** Messages that were left out because a client had no room; its newest snapshots followed. */
  readonly skipped: number
  readonly bufferedBytes: number
  /** Faults of the bridge itself. */
  readonly faults: number
}

type Heard = Extract<InspectionEvent, { readonly type: "@xstate.event" | "@xstate.snapshot" }>

export class InspectorBridge {
  /** Each with the movies that are read from the disk before it sees them. */
  readonly #clients = new Map<InspectorClient, Set<MovieId>>()
  readonly #movies = new Map<string, WatchedMovie>()
  #tools: WatchTools
  #epoch: unknown
  #subscription: Subscription | undefined
  #followers: ReadonlyArray<InspectorClient> = []
  readonly #ended = { sent: 0, skipped: 0 }
  #faults = 0

  constructor(source: InspectorSource, project: Projection = defaultProjection) {
    this.#tools = { source, project, definition: definitionJson(source.definition) }
  }

  status(): InspectorStatus {
    const clients = [...this.#clients.keys()]
    const sum = (of: (client: InspectorClient) => number) => clients.reduce((total, each) => total + of(each), 0)
    return {
      clients: clients.length,
      movies: this.#movies.size,
      isAttached: this.#subscription !== undefined,
      sent: this.#ended.sent + sum(({ sent }) => sent),
      skipped: this.#ended.skipped + sum(({ skipped }) => skipped),
      bufferedBytes: sum(({ bufferedBytes }) => bufferedBytes),
      faults: this.#faults
    }
  }

  /** The library was opened anew: its actors are others, its movies the same. Everybody goes on seeing what they saw. */
  readonly #reattach = async (): Promise<void> => {
    this.#subscription?.unsubscribe()
    this.#subscription = undefined
    this.#tools = { ...this.#tools }
    this.#movies.clear()
    const shown = [...this.#clients].map(([client, coming]) => {
      const ids = [...client.movies, ...coming]
      client.movies.clear()
      coming.clear()
      return this.#show(client, ids)
    })
    this.#listen()
    await Promise.all(shown)
  }

  /** Somebody begins to look on; resolves when everything that was chosen is shown, as far as there is room. */
  readonly join = async (wire: Wire, wanted: Wanted, refs: ReadonlyArray<MovieRef>): Promise<InspectorClient> => {
    const client = new InspectorClient(wire, wanted)
    this.#clients.set(client, new Set())
    this.#listen()
    const ids = await this.#resolved(client, refs)
    await this.#show(client, [...ids, ...chosenIn(this.#tools.source.values, wanted)])
    return client
  }

  readonly leave = (client: InspectorClient): void => {
    if (!this.#clients.delete(client)) return
    client.isGone = true
    this.#ended.sent += client.sent
    this.#ended.skipped += client.skipped
    for (const id of client.movies) this.#unwatch(client, id)
    this.#listen()
  }

  readonly add = async (client: InspectorClient, refs: ReadonlyArray<MovieRef>): Promise<void> =>
    this.#show(client, await this.#resolved(client, refs))

  readonly remove = async (client: InspectorClient, refs: ReadonlyArray<MovieRef>): Promise<void> => {
    for (const id of await this.#resolved(client, refs)) this.#hide(client, id)
    this.#listen()
    this.#tellCount(client)
  }

  /** Gives everybody their share for the time that has passed, and brings those up to date who were behind. */
  readonly tick = (elapsedMs: number): void => {
    if (this.#subscription !== undefined && this.#tools.source.epoch() !== this.#epoch)
      this.#reattach().catch(() => this.#faults++)
    for (const client of this.#clients.keys()) {
      client.refill(elapsedMs)
      if (client.behind > 0) this.#catchUp(client)
    }
  }

  #catchUp(client: InspectorClient): void {
    client.catchUp((sessionId, isNew) => {
      const id = sessionId.slice("movie:".length).split("/")[0]!
      return this.#movies.get(id)?.renew(sessionId, isNew) ?? []
    })
  }

  async #resolved(client: InspectorClient, refs: ReadonlyArray<MovieRef>): Promise<ReadonlyArray<MovieId>> {
    const found = await Promise.all(refs.map((ref) => this.#tools.source.resolve(ref)))
    const missing = refs.filter((_, index) => found[index] === undefined)
    const [first] = missing
    if (first !== undefined && !client.isGone) {
      const more = missing.length > 1 ? `, nor by ${missing.length - 1} others that were named` : ""
      client.say({ type: "bridge.problem", detail: `No movie here goes by ${first.slice(0, 100)}${more}.` })
    }
    return found.filter((id) => id !== undefined)
  }

  /** Those that there is place for, noted as coming. */
  #admitted(client: InspectorClient, ids: ReadonlyArray<MovieId>): ReadonlyArray<MovieId> {
    const { moviesMax } = client.wanted
    const coming = this.#clients.get(client)
    if (coming === undefined) return []
    const fresh = [...new Set(ids)].filter((id) => !client.movies.has(id) && !coming.has(id))
    const admitted = fresh.slice(0, Math.max(0, moviesMax - client.movies.size - coming.size))
    if (admitted.length < fresh.length)
      client.say({ type: "bridge.problem", detail: `No more than ${moviesMax} movies are shown at a time.` })
    for (const id of admitted) coming.add(id)
    return admitted
  }

  /** Reads what has to be read, and then shows the movies as they are at that moment. */
  async #show(client: InspectorClient, ids: ReadonlyArray<MovieId>): Promise<void> {
    for (const id of this.#admitted(client, ids)) {
      const tools = this.#tools
      const { source } = tools
      const since = this.#movies.get(id)?.since ?? source.position()
      const { name, past } = await source.about(id, client.wanted.history)
      if (tools !== this.#tools || this.#clients.get(client)?.delete(id) !== true) continue
      const movie = this.#movies.get(id) ?? new WatchedMovie(id, name, this.#tools)
      movie.show(
        client,
        past.filter(({ position }) => position <= since)
      )
      this.#movies.set(id, movie)
      movie.clients.add(client)
      client.movies.add(id)
      this.#listen()
    }
    if (client.isGone) return
    this.#catchUp(client)
    this.#tellCount(client)
  }

  #tellCount(client: InspectorClient): void {
    client.say({ type: "bridge.watching", movies: client.movies.size, max: client.wanted.moviesMax })
  }

  #hide(client: InspectorClient, id: MovieId): void {
    if (!client.movies.delete(id)) return
    this.#movies.get(id)?.leave(client)
    this.#unwatch(client, id)
  }

  #unwatch(client: InspectorClient, id: string): void {
    const movie = this.#movies.get(id)
    movie?.clients.delete(client)
    if (movie?.clients.size === 0) this.#movies.delete(id)
  }

  /** Listens while there is something to hear for. */
  #listen(): void {
    this.#followers = [...this.#clients.keys()].filter(
      ({ wanted }) => wanted.state !== undefined && wanted.sample === 0
    )
    if (this.#movies.size > 0 || this.#followers.length > 0) {
      if (this.#subscription !== undefined) return
      this.#epoch = this.#tools.source.epoch()
      this.#subscription = this.#tools.source.inspect(this.#observe)
      return
    }
    this.#subscription?.unsubscribe()
    this.#subscription = undefined
  }

  readonly #observe = (event: InspectionEvent): void => {
    try {
      if (event.type === "@xstate.event" || event.type === "@xstate.snapshot") this.#heard(event)
    } catch {
      this.#faults++
    }
  }

  #heard(event: Heard): void {
    const { id, _parent } = event.actorRef as AnyActorRef
    const movie = this.#movies.get(id) ?? (_parent === undefined ? undefined : this.#movies.get(_parent.id))
    if (event.type === "@xstate.snapshot") {
      movie?.isAt(event)
      const { status, value } = event.snapshot as { readonly status: string; readonly value?: unknown }
      if (value !== undefined && status === "active") this.#follow(id as MovieId, value)
    } else if (movie !== undefined) movie.hears(event)
    else if (event.event.type.startsWith("xstate.error.actor.")) {
      const { error } = event.event as { readonly error?: unknown }
      this.#movies.get((event.sourceRef as AnyActorRef | undefined)?.id ?? "")?.crashed(error)
    }
  }

  /** A movie is in a state that some follow. Who sees as many as it may lets one go that is there no more. */
  #follow(id: MovieId, value: unknown): void {
    for (const client of this.#followers) {
      const coming = this.#clients.get(client)
      const state = client.wanted.state!
      if (coming === undefined || client.movies.has(id) || coming.has(id) || !isIn(state, value)) continue
      if (client.movies.size + coming.size >= client.wanted.moviesMax) {
        const gone = [...client.movies].find((each) => !isIn(state, this.#valueOf(each)))
        if (gone === undefined) continue
        this.#hide(client, gone)
      }
      this.#show(client, [id]).catch(() => this.#faults++)
    }
  }

  #valueOf(id: MovieId): unknown {
    return (this.#tools.source.snapshotOf(id) as { readonly value?: unknown } | undefined)?.value
  }
}
