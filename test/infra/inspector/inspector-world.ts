/** Movies with real actors and no library, a bridge over them, and sockets that note what they are sent. */
import type { InspectionEvent } from "xstate"
import { enrichWork, settled, type WorkRef } from "../../../src/actors/enrich-work.ts"
import { Residents } from "../../../src/actors/residents.ts"
import type { MovieId } from "../../../src/domain/identity.ts"
import type { Lifecycle } from "../../../src/domain/movie.ts"
import { defaultWanted, type Wanted } from "../../../src/infra/inspector/chosen-movies.ts"
import { InspectorBridge } from "../../../src/infra/inspector/inspector-bridge.ts"
import { bufferedBytesMax, type Wire } from "../../../src/infra/inspector/inspector-client.ts"
import type { InspectorSource, PastStep } from "../../../src/infra/inspector/inspector-source.ts"
import { lifecycleOf, persistedOf, positionOf, snapshotOf } from "../../../src/machines/lifecycle.ts"
import { movieMachine } from "../../../src/machines/movie-machine.ts"

export interface Message {
  readonly type: string
  readonly sessionId: string
  readonly rootId?: string
  readonly parentId?: string
  readonly sourceId?: string
  readonly name?: string
  readonly createdAt?: string
  readonly definition?: string
  readonly skipped?: number
  readonly detail?: string
  readonly event?: { readonly type: string }
  readonly snapshot?: {
    readonly status: string
    readonly value?: unknown
    readonly context?: Readonly<Record<string, unknown>>
  }
}

/** A socket whose other end reads as much as it is let. */
export class PaperWire implements Wire {
  readonly messages: Array<Message> = []
  bufferedAmount = 0
  bytesMax = 0
  isReading = true
  readonly send = (text: string): void => {
    this.messages.push(JSON.parse(text) as Message)
    if (!this.isReading) this.bufferedAmount += Buffer.byteLength(text)
    this.bytesMax = Math.max(this.bytesMax, this.bufferedAmount)
  }
  readonly close = (): void => undefined

  resume(): void {
    this.isReading = true
    this.bufferedAmount = 0
  }

  /** Everything since the last time. */
  take(): ReadonlyArray<Message> {
    return this.messages.splice(0)
  }

  about(sessionId: string): ReadonlyArray<Message> {
    return this.messages.filter((message) => message.sessionId === sessionId)
  }
}

export const crowded = bufferedBytesMax

export class InspectorWorld {
  readonly records = new Map<MovieId, Lifecycle>()
  readonly works = new Map<MovieId, WorkRef>()
  readonly past = new Map<MovieId, ReadonlyArray<PastStep>>()
  observers = 0
  now = 1_000
  position = 0
  residents: Residents
  readonly bridge: InspectorBridge

  constructor() {
    this.residents = this.#open()
    this.bridge = new InspectorBridge(this.source)
  }

  #open(): Residents {
    const begin = (work: WorkRef, { movie }: { readonly movie: MovieId }) => void this.works.set(movie, work)
    const enrich = enrichWork({ begin, giveBack: () => undefined })
    return new Residents(movieMachine.provide({ actors: { enrich } }))
  }

  /** Nothing in memory is left; the records are. */
  restart(): void {
    this.residents.dropAll()
    this.residents = this.#open()
  }

  readonly source: InspectorSource = {
    epoch: () => this.residents,
    inspect: (observer: (event: InspectionEvent) => void) => {
      this.observers++
      const subscription = this.residents.system.inspect(observer)
      return {
        unsubscribe: () => {
          this.observers--
          subscription.unsubscribe()
        }
      }
    },
    now: () => this.now,
    position: () => this.position,
    definition: movieMachine.config,
    values: () => [...this.records].map(([id]) => [id, this.valueOf(id)] as const),
    snapshotOf: (id) => {
      const record = this.records.get(id)
      return this.residents.get(id)?.actor.getSnapshot() ?? (record && snapshotOf(movieMachine, id, record))
    },
    resolve: async (ref) => (this.records.has(ref as MovieId) ? (ref as MovieId) : undefined),
    about: async (id) => ({ name: id, past: this.past.get(id) ?? [] })
  }

  valueOf(id: MovieId): unknown {
    return this.residents.get(id)?.actor.getSnapshot().value ?? persistedOf(id, this.records.get(id)!).value
  }

  actor(id: MovieId) {
    const resident = this.residents.get(id) ?? this.residents.hydrate(id, this.records.get(id)!, this.now)
    return resident.actor
  }

  ask(id: MovieId, level: "basic" | "medium" | "deep" = "basic"): void {
    this.now++
    this.actor(id).send({ type: "MovieRequested", at: this.now, level })
    this.#note(id)
  }

  /** The work of the movie ends well. */
  finish(id: MovieId): void {
    this.now++
    const ended = { fields: ["overview"], gaps: [], gapAt: null, refreshAt: 9_000, providerCalls: 1, bytes: 1 }
    this.works.get(id)!.send(settled({ ok: true, at: this.now, durationMs: 1, ...ended }))
    this.#note(id)
  }

  #note(id: MovieId): void {
    const { context, value } = this.actor(id).getSnapshot()
    this.records.set(id, lifecycleOf(positionOf(value).state, context))
  }

  passivate(id: MovieId): void {
    this.residents.drop(this.residents.get(id)!)
  }

  readonly join = async (wire: Wire, wanted: Partial<Wanted>, ...ids: ReadonlyArray<MovieId>) =>
    this.bridge.join(wire, { ...defaultWanted, ...wanted }, ids)
}
