/**
 * The stand-in's answers without its sockets: an HttpClient for virtual time that asks the same doors, the same desk of
 * faults and the same counters, and ends each answer the way its fault says. Every request is noted at its arrival.
 */
import { Clock, Effect, Layer, Result, Stream } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { openPackFolder } from "../../src/infra/replay/pack-folder.ts"
import { type Answering, loopReply, replyNow } from "../../src/infra/stand-in/answering.ts"
import { makeDoors } from "../../src/infra/stand-in/doors/all-doors.ts"
import { type FaultDesk, makeFaultDesk } from "../../src/infra/stand-in/fault-desk.ts"
import { jsonReply, type Reply } from "../../src/infra/stand-in/reply.ts"
import { makeShelf, type Shelf } from "../../src/infra/stand-in/shelf.ts"
import { makeTallies } from "../../src/infra/stand-in/tally.ts"
import { providerBases, readTarget } from "../../src/infra/stand-in/target.ts"
import { ProviderName } from "../../src/services/data-provider.ts"

/** A request as the provider saw it. */
export interface Arrival {
  readonly at: number
  readonly provider: ProviderName
  readonly status: number
  /** What the answer's Retry-After said, milliseconds; and when the asker had the answer, null while it is on its way. */
  readonly retryAfterMs: number | undefined
  answeredAt: number | null
  /** The process that asked: 1 for the first. */
  readonly life: number
  /** Whether the asker's own breaker said that nobody is to be asked. */
  readonly wasOpen: boolean
}

const origin = "http://providers.test"
const bytesMax = 4 * 1_024 * 1_024

/** Where each provider is; a public name, so that nothing private may be reached from it. */
export const netBases = Object.fromEntries(
  ProviderName.literals.map((name) => [name, `${origin}${providerBases[name]}`])
) as Readonly<Record<ProviderName, string>>

/** The recorded answers, opened once for all worlds. */
export const openShelf = (): Shelf => makeShelf(openPackFolder("fixtures/replay"), 1)

const everywhere = <A>(value: A) =>
  Object.fromEntries(ProviderName.literals.map((name) => [name, value])) as Record<ProviderName, A>

const bodyOf = ({ body }: Reply): Uint8Array => {
  if (typeof body !== "function") return body
  const pieces: Array<Uint8Array> = []
  let bytes = 0
  for (const piece of body()) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes > bytesMax) break
  }
  return Buffer.concat(pieces)
}

const broken = (request: HttpClientRequest.HttpClientRequest, code: string) =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({ request, cause: Object.assign(new Error(code), { code }) })
  })

const streamOf = (request: HttpClientRequest.HttpClientRequest, reply: Reply) => {
  const bytes = bodyOf(reply)
  if (reply.ending === "whole") return bytes.length === 0 ? Stream.empty : Stream.make(new Uint8Array(bytes))
  const half = Stream.make(new Uint8Array(bytes.subarray(0, bytes.length >> 1)))
  return Stream.concat(half, reply.ending === "stalled" ? Stream.never : Stream.fail(broken(request, "ECONNRESET")))
}

const retryAfterIn = ({ headers }: Reply, now: number): number | undefined => {
  const text = headers["retry-after"]
  if (text === undefined) return undefined
  // A date is told in whole seconds, and read against the answer's own date, in whole seconds too.
  return /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Math.floor(now / 1_000) * 1_000
}

export class StandInNet {
  readonly arrivals: Array<Arrival> = []
  /** Hosts other than the providers that somebody tried to reach. */
  readonly strayHosts: Array<string> = []
  readonly desk: FaultDesk = makeFaultDesk()
  life = 1
  isOpen: (provider: ProviderName) => Effect.Effect<boolean> = () => Effect.succeed(false)
  readonly #world: Answering

  constructor(shelf: Shelf) {
    const limits = everywhere(Number.POSITIVE_INFINITY)
    this.#world = {
      doors: makeDoors(1),
      shelf,
      desk: this.desk,
      tallies: makeTallies(),
      limits,
      credentialsRequired: true
    }
  }

  readonly layer = Layer.sync(HttpClient.HttpClient, () =>
    HttpClient.make((request, url) =>
      Effect.gen({ self: this }, function* () {
        const target = readTarget(`${url.pathname}${url.search}`, request.headers)
        if (url.origin !== origin) this.strayHosts.push(url.origin)
        if (url.origin !== origin || Result.isFailure(target)) return yield* broken(request, "ECONNREFUSED")
        if (target.success.of === "stand-in") {
          return yield* this.#sent(request, loopReply(target.success.path) ?? jsonReply(404, {}), undefined)
        }
        const { provider } = target.success.asked
        const at = yield* Clock.currentTimeMillis
        const wasOpen = yield* this.isOpen(provider)
        const reply = yield* replyNow(this.#world, target.success.asked)
        const retryAfterMs = reply.ending === "whole" ? retryAfterIn(reply, at) : undefined
        const { status } = reply
        const arrival: Arrival = { at, provider, status, retryAfterMs, answeredAt: null, life: this.life, wasOpen }
        this.arrivals.push(arrival)
        return yield* this.#sent(request, reply, arrival)
      })
    )
  )

  #sent(request: HttpClientRequest.HttpClientRequest, reply: Reply, arrival: Arrival | undefined) {
    return Effect.gen(function* () {
      if (reply.delayMs > 0) yield* Effect.sleep(reply.delayMs)
      if (reply.ending === "reset") return yield* broken(request, "ECONNRESET")
      const now = yield* Clock.currentTimeMillis
      if (arrival !== undefined) arrival.answeredAt = now
      const headers = { date: new Date(now).toUTCString(), ...reply.headers }
      const bare = HttpClientResponse.fromWeb(request, new Response(null, { status: reply.status, headers }))
      // A stream of a web Response waits for promises of its own, which virtual time would overtake.
      return Object.create(bare, { stream: { value: streamOf(request, reply) } }) as typeof bare
    })
  }
}
