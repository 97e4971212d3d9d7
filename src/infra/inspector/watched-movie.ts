/**
 * A movie that somebody sees: it turns what its actors do into messages, once for everybody, and keeps the newest of them for
 * who comes late. It lives as long as somebody sees it, and its name stays the same however often its actor goes and comes.
 */
import type { ActorRefLike, AnyActorRef, InspectedEventEvent, InspectedSnapshotEvent } from "xstate"
import type { MovieId } from "../../domain/identity.ts"
import type { InspectorClient } from "./inspector-client.ts"
import type { InspectorSource, PastStep } from "./inspector-source.ts"
import type { Projection } from "./projection.ts"
import {
  actorMessage,
  definitionJson,
  eventMessage,
  type Session,
  snapshotJson,
  snapshotMessage
} from "./wire-messages.ts"

export interface WatchTools {
  readonly source: InspectorSource
  readonly project: Projection
  /** Of the movie's machine, quoted. */
  readonly definition: string
}

/** The newest messages of a movie and its children that are kept for who comes late. */
export const keptMessagesMax = 200

interface Kept {
  readonly sessionId: string
  readonly text: string
  /** The movie's own snapshot after this message, if it is one. */
  readonly snapshot: string | undefined
  readonly isAnnouncement: boolean
}

interface ChildTexts {
  readonly actor: string
  latest: string | undefined
}

export class WatchedMovie {
  readonly id: MovieId
  readonly name: string
  readonly clients = new Set<InspectorClient>()
  readonly session: Session
  /** Where the journal stood when this was first seen: what is older is read from there. */
  readonly since: number
  readonly #tools: WatchTools
  readonly #kept: Array<Kept> = []
  readonly #children = new Map<string, ChildTexts>()
  /** The movie as it was before the oldest kept message. */
  #before: string

  constructor(id: MovieId, name: string, tools: WatchTools) {
    const sessionId = `movie:${id}`
    this.id = id
    this.name = name
    this.session = { sessionId, rootId: sessionId }
    this.since = tools.source.position()
    this.#tools = tools
    this.#before = this.#snapshot()
    for (const child of this.#childrenNow()) this.#note(child)
  }

  /** An actor of this movie, or of its child, hears something. */
  hears({ actorRef, event, sourceRef }: InspectedEventEvent): void {
    const { now } = this.#tools.source
    const session = this.#sessionOf(actorRef)
    // Only now is the snapshot there that the actor begins with.
    if (event.type === "xstate.init") this.#announce(session, actorRef as AnyActorRef)
    const from = sourceRef === undefined ? undefined : this.#sessionIdIn(sourceRef)
    const text = eventMessage(session, now(), this.#tools.project.data(event), from)
    this.#tell(session, text, undefined)
  }

  /** An actor of this movie, or of its child, is somewhere. */
  isAt({ actorRef, event, snapshot }: InspectedSnapshotEvent): void {
    const { project, source } = this.#tools
    const session = this.#sessionOf(actorRef)
    const json = snapshotJson(snapshot, project)
    const text = snapshotMessage(session, source.now(), project.data(event), json)
    const child = this.#children.get(session.sessionId)
    if (child !== undefined) child.latest = text
    this.#tell(session, text, session === this.session ? json : undefined)
    if (child !== undefined && snapshot.status !== "active") this.#children.delete(session.sessionId)
  }

  /** The actor crashed, of which XState tells only the parent. */
  crashed(error: unknown): void {
    const { project, source } = this.#tools
    const json = this.#snapshot()
    const event = { type: "xstate.error", error: project.data(error) }
    this.#tell(this.session, snapshotMessage(this.session, source.now(), event, json), json)
  }

  /** Nobody shows this movie to the client any more; to a receiver of the protocol that is a stop. */
  leave(client: InspectorClient): void {
    const { project, source } = this.#tools
    const json = snapshotJson({ ...this.#current(), status: "stopped" }, project)
    const text = snapshotMessage(this.session, source.now(), { type: "bridge.left" }, json)
    client.forget(this.session.sessionId)
    for (const child of this.#children.keys()) client.forget(child)
    client.tell(this.session.sessionId, text, false)
    client.forget(this.session.sessionId)
  }

  /** Shows the movie to a client: as it is, after as much of its past as was asked. */
  show(client: InspectorClient, past: ReadonlyArray<PastStep>): void {
    const { history } = client.wanted
    if (history > 0) this.#tellPast(client, past, history)
    else client.expect(this.session.sessionId)
    for (const child of this.#children.keys()) client.expect(child)
  }

  /** What brings a client up to date about one of this movie's actors. */
  renew(sessionId: string, isNew: boolean): ReadonlyArray<string> {
    const { project, source } = this.#tools
    if (sessionId === this.session.sessionId) {
      if (isNew) return [this.#actorText(this.#snapshot(), source.now())]
      return [
        snapshotMessage(this.session, source.now(), { type: "bridge.newest" }, snapshotJson(this.#current(), project))
      ]
    }
    const child = this.#children.get(sessionId)
    if (child === undefined) return []
    const latest = child.latest === undefined ? [] : [child.latest]
    return isNew ? [child.actor, ...latest] : latest
  }

  #tellPast(client: InspectorClient, past: ReadonlyArray<PastStep>, history: number): void {
    const { project, source } = this.#tools
    const { sessionId } = this.session
    const cut = Math.max(0, this.#kept.length - 2 * history)
    const kept = this.#kept.slice(cut)
    const [first, ...others] = past.slice(-Math.max(1, history - Math.ceil(kept.length / 2)))
    const begins = this.#kept.slice(0, cut).findLast(({ snapshot }) => snapshot !== undefined)?.snapshot ?? this.#before
    const start = first === undefined ? begins : snapshotJson(first.snapshot, project)
    client.tell(sessionId, this.#actorText(start, first?.at ?? source.now()), true)
    for (const { at, event, snapshot } of others) {
      const told = project.data(event)
      client.tell(sessionId, eventMessage(this.session, at, told, undefined), false)
      client.tell(sessionId, snapshotMessage(this.session, at, told, snapshotJson(snapshot, project)), false)
    }
    const known = new Set([sessionId])
    for (const each of kept) {
      if (each.isAnnouncement) known.add(each.sessionId)
      // Who announced this child has been let go.
      if (known.has(each.sessionId)) client.tell(each.sessionId, each.text, each.isAnnouncement)
    }
    for (const text of this.renew(sessionId, false)) client.tell(sessionId, text, false)
  }

  #announce(session: Session, actor: AnyActorRef): void {
    if (session !== this.session) return this.#note(actor)
    this.#tell(session, this.#actorText(this.#snapshot(actor), this.#tools.source.now()), undefined, true)
  }

  #note(child: AnyActorRef): void {
    const { project, source } = this.#tools
    const session = this.#sessionOf(child)
    const definition = definitionJson({ id: child.id })
    const snapshot = snapshotJson(child.getSnapshot(), project)
    const actor = actorMessage(session, source.now(), child.id, definition, snapshot)
    this.#children.set(session.sessionId, { actor, latest: undefined })
    this.#tell(session, actor, undefined, true)
  }

  #actorText(snapshot: string, at: number): string {
    return actorMessage(this.session, at, this.name, this.#tools.definition, snapshot)
  }

  #tell({ sessionId }: Session, text: string, snapshot: string | undefined, isAnnouncement = false): void {
    for (const client of this.clients) client.tell(sessionId, text, isAnnouncement)
    // A movie is announced to everybody as it is then; what is kept is what happened since.
    if (isAnnouncement && sessionId === this.session.sessionId) return
    this.#kept.push({ sessionId, text, snapshot, isAnnouncement })
    if (this.#kept.length > keptMessagesMax) this.#before = this.#kept.shift()!.snapshot ?? this.#before
  }

  #current(): object {
    return (this.#tools.source.snapshotOf(this.id) ?? { status: "stopped" }) as object
  }

  #snapshot(actor?: AnyActorRef): string {
    return snapshotJson(actor?.getSnapshot() ?? this.#current(), this.#tools.project)
  }

  #childrenNow(): ReadonlyArray<AnyActorRef> {
    const { children = {} } = this.#current() as { readonly children?: Readonly<Record<string, AnyActorRef>> }
    return Object.values(children).filter((child) => typeof child.getSnapshot === "function")
  }

  #sessionIdIn(actor: ActorRefLike): string | undefined {
    const { id, _parent } = actor as AnyActorRef
    if (id === this.id) return this.session.sessionId
    return _parent?.id === this.id ? `${this.session.sessionId}/${id}` : undefined
  }

  #sessionOf(actor: ActorRefLike): Session {
    const sessionId = this.#sessionIdIn(actor)
    if (sessionId === undefined || sessionId === this.session.sessionId) return this.session
    return { sessionId, rootId: this.session.rootId, parentId: this.session.sessionId }
  }
}
