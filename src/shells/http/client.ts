/**
 * A client for a running server, for commands and programs. Every call is an Effect that is interrupted with its fiber; what
 * the server refuses comes back as it said it, and a server that is not there as something else.
 */
import { Effect, Schema, Stream } from "effect"
import type { Event, EventInput } from "../../domain/event.ts"
import type { MovieRef } from "../../domain/identity.ts"
import type { Level } from "../../domain/level.ts"
import type { Movie } from "../../domain/movie.ts"
import type { Receipt } from "../../services/event-bus.ts"
import type { RootStatus } from "../../services/file-watcher.ts"
import type { Applied } from "../../services/housekeeping/housekeeper.ts"
import type { Plan } from "../../services/housekeeping/plan.ts"
import type { DeliveryAnswer, InboxStatus } from "../../services/inbox/inbox.ts"
import type { JobStatus } from "../../services/scheduler/run-job.ts"
import type { SearchAnswer, SearchAsked } from "../../services/search/search.ts"
import type { LoggedEvent, StoreStatus } from "../../services/store.ts"
import type { ShowFacts } from "../facts/show-facts.ts"
import type { WhyFacts } from "../facts/why-facts.ts"
import { type Told, toldIn } from "./client-events.ts"
import type { ListedMovie, MovieOrder } from "./movie-list.ts"

/** What the server answered instead of what was asked. */
export class ServerSaid extends Schema.TaggedError<ServerSaid>()("ServerSaid", {
  status: Schema.Int,
  /** The kind of problem, such as `movie-unknown`; empty when something else than our server answered. */
  kind: Schema.String,
  detail: Schema.String,
  whatToDo: Schema.String
}) {
  override get message() {
    return `${this.detail} ${this.whatToDo}`.trim()
  }
}

export class ServerUnreachable extends Schema.TaggedError<ServerUnreachable>()("ServerUnreachable", {
  url: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `No server answers at ${this.url}: ${this.detail}`
  }
}

export type ClientFailure = ServerSaid | ServerUnreachable
type Answered<A> = Effect.Effect<A, ClientFailure>

export interface ClientOptions {
  /** Where the server is, with the path it is mounted at. */
  readonly url: string
  readonly token?: string | undefined
}

export interface ListQuery {
  readonly state?: string
  readonly sort?: MovieOrder
  readonly limit?: number
  readonly cursor?: string
}
export interface MoviePage {
  readonly movies: ReadonlyArray<ListedMovie>
  readonly next: string | null
}
export interface MovieAnswer {
  readonly level: Level | null
  readonly coming: Level | null
  readonly movie: Movie | null
  readonly reason?: string
  readonly retryAt?: number | null
}
export interface ServerStatus {
  readonly ready: boolean
  readonly notes: ReadonlyArray<string>
  readonly version: string
  readonly instance: string
  readonly pid: number
  readonly upMs: number
  readonly library: StoreStatus
  readonly watching: ReadonlyArray<RootStatus>
}
export interface FollowQuery {
  readonly after?: number
  readonly type?: string
  readonly movie?: MovieRef
}

export interface Deliveries {
  readonly status: InboxStatus
  /** The newest first; `at` in epoch milliseconds. */
  readonly deliveries: ReadonlyArray<DeliveryAnswer & { readonly at: number }>
}

type Query = Readonly<Record<string, string | number | undefined>>

const answerBytesMax = 64 * 1024 * 1024

const textOf = async (response: Response): Promise<string> => {
  const chunks: Array<Uint8Array> = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > answerBytesMax) throw new Error(`the answer has more than ${answerBytesMax} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

const saidBy = (status: number, text: string): ServerSaid => {
  try {
    const { detail, type, whatToDo } = JSON.parse(text) as Readonly<Record<string, string | undefined>>
    const kind = /#problem-([\w-]+)$/.exec(type ?? "")?.[1] ?? ""
    return new ServerSaid({ status, kind, detail: detail ?? "", whatToDo: whatToDo ?? "" })
  } catch {
    return new ServerSaid({ status, kind: "", detail: `The server answered with status ${status}.`, whatToDo: "" })
  }
}

const parsed = <A>(text: string, status: number): Answered<A> =>
  Effect.try({
    try: () => JSON.parse(text) as A,
    catch: () => new ServerSaid({ status, kind: "", detail: "The answer is not JSON.", whatToDo: "" })
  })

const causeOf = (fault: unknown): string => {
  const cause = fault instanceof Error ? (fault.cause ?? fault) : fault
  return cause instanceof Error ? cause.message : String(cause)
}

const makeAsk = ({ token, url }: ClientOptions) => {
  const base = url.replace(/\/$/, "")
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const unreachable = (fault: unknown) => new ServerUnreachable({ url, detail: causeOf(fault) })

  const open = (path: string, query: Query, init: RequestInit) => {
    const given = new URLSearchParams()
    for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value))
    const search = given.size === 0 ? "" : `?${String(given)}`
    return Effect.tryPromise({
      // A server of ours never leads elsewhere, and the token is for it alone.
      try: (signal) =>
        fetch(`${base}${path}${search}`, {
          ...init,
          headers: { ...headers, ...(init.headers as Readonly<Record<string, string>> | undefined) },
          signal,
          redirect: "error"
        }),
      catch: unreachable
    })
  }

  const ask = Effect.fnUntraced(function* (path: string, query: Query, init: RequestInit) {
    const response = yield* open(path, query, init)
    const text = yield* Effect.tryPromise({ try: () => textOf(response), catch: unreachable })
    return response.ok ? { text, status: response.status } : yield* saidBy(response.status, text)
  })
  const answerOf = <A>(path: string, query: Query, init: RequestInit): Answered<A> =>
    Effect.flatMap(ask(path, query, init), ({ status, text }) => parsed<A>(text, status))
  const get = <A>(path: string, query: Query = {}) => answerOf<A>(path, query, {})
  const post = <A>(path: string, body?: unknown) =>
    answerOf<A>(
      path,
      {},
      {
        method: "POST",
        ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } })
      }
    )
  const stream = (path: string, query: Query): Stream.Stream<Told, ClientFailure> =>
    Stream.unwrap(
      Effect.gen(function* () {
        const response = yield* open(path, query, { headers: { accept: "text/event-stream" } })
        if (response.ok && response.body !== null) return toldIn(response.body, unreachable)
        const text = yield* Effect.tryPromise({ try: () => textOf(response), catch: unreachable })
        return yield* saidBy(response.status, text)
      })
    )
  return { get, post, stream }
}

const pathTo = (ref: MovieRef, part = ""): string => `/v1/movies/${encodeURIComponent(ref)}${part}`

export const httpClient = (options: ClientOptions) => {
  const { get, post, stream } = makeAsk(options)
  return {
    publish: (events: ReadonlyArray<EventInput>) =>
      Effect.map(post<{ receipts: ReadonlyArray<Receipt> }>("/v1/events", events), ({ receipts }) => receipts),
    list: (query: ListQuery = {}) => get<MoviePage>("/v1/movies", { ...query }),
    search: (q: string, asked: SearchAsked = {}) => get<SearchAnswer>("/v1/search", { q, ...asked }),
    jobs: get<{ jobs: ReadonlyArray<JobStatus> }>("/v1/jobs"),
    runJob: (name: string) => post<JobStatus>(`/v1/jobs/${encodeURIComponent(name)}/run`),
    deliveries: (limit?: number) => get<Deliveries>("/v1/webhooks", { limit }),
    /** Reads what had no effect again: all of it, or one delivery. */
    replay: (number?: number) =>
      post<{ replayed: number }>(`/v1/webhooks/${number === undefined ? "" : `${number}/`}replay`),
    show: (ref: MovieRef) => get<ShowFacts & { level: Level }>(pathTo(ref), { with: "everything" }),
    why: (ref: MovieRef, history?: number) => get<WhyFacts>(pathTo(ref, "/why"), { history }),
    history: (ref: MovieRef, query: { limit?: number; before?: number } = {}) =>
      get<{ events: ReadonlyArray<LoggedEvent>; next: number | null }>(pathTo(ref, "/history"), query),
    request: (ref: MovieRef, wish: { level: Level; waitMs?: number }) =>
      post<MovieAnswer>(pathTo(ref, "/requests"), wish),
    plan: post<Plan>("/v1/housekeeping/plans"),
    apply: (hash: string, confirm: boolean) => post<Applied>(`/v1/housekeeping/plans/${hash}/apply`, { confirm }),
    undo: (hash: string) => post<Applied>(`/v1/housekeeping/plans/${hash}/undo`, {}),
    /** Looks at a folder that the server watches. */
    look: (asked: { root: string; confirm?: boolean }) => post<RootStatus>("/v1/watching/looks", asked),
    status: get<ServerStatus>("/v1/status"),
    /** Whether everything that was asked has had its effect, after waiting so long for it. */
    rest: (waitMs: number) => get<{ rest: boolean; pending: ReadonlyArray<string> }>("/v1/rest", { waitMs }),
    /** Events from a position on, or from now on. Ends when the server closes; begin again after the last position. */
    events: (query: FollowQuery = {}) => stream("/v1/events", { ...query })
  }
}

export type HttpClient = ReturnType<typeof httpClient>
export type { Event, Told }
