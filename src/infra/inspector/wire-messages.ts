/**
 * The messages of @statelyai/inspect 0.7, one JSON text each. They are written here and not by the package, because its
 * converter copies before it filters, calls a movie by a number that changes whenever it wakes up, and looks at a snapshot
 * later than at the moment it speaks of.
 */
import type { AnyActorRef } from "xstate"
import type { Projection } from "./projection.ts"

/** The version of the protocol that receivers look for. */
export const protocolVersion = "0.7.2"

/** Who a message is about: names that stay the same across passivation and restart. */
export interface Session {
  readonly sessionId: string
  readonly rootId: string
  readonly parentId?: string
}

const common = ({ sessionId, rootId }: Session, at: number) => ({
  _version: protocolVersion,
  sessionId,
  rootId,
  createdAt: String(at),
  id: null
})

/** Puts texts that are JSON already behind the other fields. */
const withJson = (fields: object, texts: Readonly<Record<string, string>>): string => {
  const behind = Object.entries(texts).map(([name, text]) => `,"${name}":${text}`)
  return `${JSON.stringify(fields).slice(0, -1)}${behind.join("")}}`
}

/** A machine's config as the JSON string in which it travels, already quoted. Functions are told by name. */
export const definitionJson = (config: unknown): string =>
  JSON.stringify(
    JSON.stringify(config, (_, value: unknown) => (typeof value === "function" ? { type: value.name } : value)) ?? "{}"
  )

interface SnapshotParts extends Readonly<Record<string, unknown>> {
  readonly context?: unknown
  readonly children?: Readonly<Record<string, AnyActorRef>>
  readonly toJSON?: () => SnapshotParts
}

/** A snapshot as JSON: plain, and with nothing in it that the projection withholds. */
export const snapshotJson = (snapshot: unknown, project: Projection): string => {
  if (typeof snapshot !== "object" || snapshot === null) return `{"status":"active"}`
  const from = snapshot as SnapshotParts
  const { children, context, ...rest } = typeof from.toJSON === "function" ? from.toJSON() : from
  const plain = project.data(rest) as object
  return JSON.stringify({
    ...plain,
    ...(context === undefined ? {} : { context: project.context(context) }),
    ...(children === undefined ? {} : { children })
  })
}

export const actorMessage = (session: Session, at: number, name: string, definition: string, snapshot: string) => {
  const { parentId } = session
  const fields = { name, type: "@xstate.actor", ...common(session, at), ...(parentId !== undefined && { parentId }) }
  return withJson(fields, { definition, snapshot })
}

export const eventMessage = (session: Session, at: number, event: unknown, sourceId: string | undefined): string =>
  JSON.stringify({
    type: "@xstate.event",
    event,
    ...(sourceId === undefined ? {} : { sourceId }),
    ...common(session, at)
  })

export const snapshotMessage = (session: Session, at: number, event: unknown, snapshot: string): string =>
  withJson({ type: "@xstate.snapshot", event, ...common(session, at) }, { snapshot })

/**
 * Words of our own, for our own pages: receivers of the protocol look for `_version` and pass over what has none.
 */
export type BridgeWord =
  /** So many messages about an actor were left out; its newest snapshot follows. */
  | { readonly type: "bridge.coalesced"; readonly sessionId: string; readonly skipped: number }
  /** Something that was asked cannot be done. */
  | { readonly type: "bridge.problem"; readonly detail: string }
  /** How many movies are shown to this client, and how many it may see at most. */
  | { readonly type: "bridge.watching"; readonly movies: number; readonly max: number }

export const bridgeMessage = (word: BridgeWord): string => JSON.stringify(word)
