/** An HttpClient in memory, for virtual time: a script answers, and every request is noted with its moment. */
import { Clock, Effect, Layer, Stream } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "effect/http"

export interface SentRequest {
  readonly at: number
  readonly url: URL
  readonly headers: Readonly<Record<string, string | undefined>>
}

export interface ScriptedAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** How long it takes, milliseconds. */
  readonly tookMs?: number
}

/** A connection that fails with this code, after `tookMs`. */
export interface ScriptedCut {
  readonly code: string
  readonly tookMs?: number
}

export type Script = (request: SentRequest, count: number) => ScriptedAnswer | ScriptedCut

const responseOf = (request: HttpClientRequest.HttpClientRequest, answer: ScriptedAnswer) => {
  const headers = { "content-type": "application/json", ...answer.headers }
  const bare = HttpClientResponse.fromWeb(request, new Response(null, { status: answer.status ?? 200, headers }))
  const bytes = typeof answer.body === "string" ? Buffer.from(answer.body) : (answer.body ?? new Uint8Array())
  // A stream of a web Response waits for promises of its own, which virtual time would overtake.
  const stream = bytes.length === 0 ? Stream.empty : Stream.make(new Uint8Array(bytes))
  return Object.create(bare, { stream: { value: stream } }) as HttpClientResponse.HttpClientResponse
}

export class ScriptedNet {
  readonly sent: Array<SentRequest> = []
  /** Requests under way now, and the most that ever were. */
  underWay = 0
  underWayMax = 0
  script: Script

  constructor(script: Script) {
    this.script = script
  }

  readonly layer = Layer.sync(HttpClient.HttpClient, () =>
    HttpClient.make((request, url) =>
      Effect.gen({ self: this }, function* () {
        const sent = { at: yield* Clock.currentTimeMillis, url, headers: request.headers }
        this.sent.push(sent)
        this.underWay += 1
        this.underWayMax = Math.max(this.underWayMax, this.underWay)
        const answer = this.script(sent, this.sent.length)
        if (answer.tookMs !== undefined) yield* Effect.sleep(answer.tookMs)
        if (!("code" in answer)) return responseOf(request, answer)
        const cause = Object.assign(new Error(`connect ${answer.code} ${url.href}`), { code: answer.code })
        return yield* new HttpClientError.HttpClientError({
          reason: new HttpClientError.TransportError({ request, cause })
        })
      }).pipe(Effect.ensuring(Effect.sync(() => void (this.underWay -= 1))))
    )
  )
}
