import { Effect, Option, Redacted, Schema } from "effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import { Inbox, underWayMax } from "../../../services/inbox/inbox.ts"
import { isSecret, receiveWebhook, type WebhookAnswer, webhookBytesMax } from "../../webhooks/receive-webhook.ts"
import { readBytes } from "../body.ts"
import { endpoint } from "../endpoint.ts"
import { HttpDesk } from "../http-services.ts"
import { Problem } from "../problem.ts"
import { json } from "../reply.ts"
import { limitOf, wholeNumber } from "./parameters.ts"

const off = new Problem({ kind: "webhooks-off", detail: "No webhooks are received here." })
const wrong = new Problem({ kind: "secret-wrong", detail: "The secret is missing or wrong." })

const tooMany = (detail: string) =>
  new Problem({ kind: "too-many-deliveries", detail, headers: { "retry-after": "10" } })

/** Where the sender can set a header, the secret is better there. A name before the colon is nobody's. */
const secretIn = ({ headers }: HttpServerRequest, asked: string | undefined): string | undefined => {
  const own = headers["x-reelstate-secret"] ?? asked
  if (own !== undefined) return own
  const [, scheme, given] = /^(?:(bearer|basic) +)?(\S+) *$/i.exec(headers["authorization"] ?? "") ?? []
  if (given === undefined || scheme?.toLowerCase() !== "basic") return given
  return Buffer.from(given, "base64")
    .toString("utf8")
    .replace(/^[^:]*:/, "")
}

const problemOf = ({ body, status }: WebhookAnswer): Problem | undefined => {
  if (body.state !== "turned away") return undefined
  const detail = body.reason ?? ""
  if (status === 401) return wrong
  return status === 413 ? new Problem({ kind: "body-too-large", detail }) : tooMany(detail)
}

/** So many bodies at a time are in memory at most. */
const admitted = <A, E, R>(arriving: { now: number }, work: Effect.Effect<A, E, R>) =>
  Effect.suspend((): Effect.Effect<A, E | Problem, R> => {
    if (arriving.now >= underWayMax) return Effect.fail(tooMany("Too many deliveries are under way."))
    arriving.now += 1
    return Effect.ensuring(
      work,
      Effect.sync(() => void (arriving.now -= 1))
    )
  })

const received = Effect.fnUntraced(function* (
  request: HttpServerRequest,
  source: string | undefined,
  asked: string | undefined
) {
  const { arriving, optional } = yield* HttpDesk
  const { inbox, secret } = optional
  if (Option.isNone(inbox) || Option.isNone(secret)) return yield* off
  const expected = secret.value.secret
  const given = secretIn(request, asked)
  // Before a byte of the body is read: a stranger costs nothing.
  if (!isSecret(given, expected)) return yield* wrong
  const type = request.headers["content-type"] ?? ""
  const answer = yield* admitted(
    arriving,
    Effect.flatMap(readBytes(request, webhookBytesMax), (bytes) =>
      receiveWebhook(expected, source, type, bytes, given).pipe(Effect.provideService(Inbox, inbox.value))
    )
  )
  const problem = problemOf(answer)
  return problem === undefined ? json(answer.body, answer.status) : yield* problem
})

const receiving = {
  method: "POST",
  isPublic: true,
  takes: "The body as the sender makes it, up to 8 MB; its shape decides who sent it",
  query: { secret: Schema.optionalKey(Schema.RedactedFromValue(Schema.String)) },
  answers: {
    200: "It had its effect, now or before, or says nothing about a movie",
    202: "It is kept, and tried again",
    401: "secret-wrong",
    404: "webhooks-off",
    413: "body-too-large",
    422: "No event can be made of it; it is kept for a replay",
    503: "too-many-deliveries"
  }
} as const

const secretAsked = (secret: Redacted.Redacted | undefined) =>
  secret === undefined ? undefined : Redacted.value(secret)

export const webhook = endpoint({
  ...receiving,
  path: "/v1/webhooks",
  name: "receiveWebhook",
  summary: "Take a webhook of Plex, Jellyfin, Emby, Tautulli, Radarr or Seerr, or a list of recommendations",
  details:
    "The secret comes as `X-Reelstate-Secret`, as `Authorization`, or as `?secret=`. Delivering twice has a single effect. " +
    "The answer comes when the delivery is durable.",
  parts: {},
  handle: ({ query, request }) => received(request, undefined, secretAsked(query.secret))
})

export const webhookOf = endpoint({
  ...receiving,
  path: "/v1/webhooks/{source}",
  name: "receiveWebhookOf",
  summary: "The same, with a word for people about who sends it",
  parts: {
    source: Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9-]{0,39}$/, { expected: "a word such as plex" }))
  },
  handle: ({ path, query, request }) => received(request, path.source, secretAsked(query.secret))
})

const inboxHere = Effect.flatMap(HttpDesk, ({ optional }) =>
  Option.match(optional.inbox, {
    onNone: () => off,
    onSome: (inbox) => Effect.succeed(inbox)
  })
)

export const deliveries = endpoint({
  method: "GET",
  path: "/v1/webhooks",
  name: "listDeliveries",
  summary: "How the inbox is, and the newest deliveries with what became of them",
  parts: {},
  query: { limit: limitOf(1_000) },
  answers: { 200: "The newest first", 404: "webhooks-off" },
  handle: Effect.fnUntraced(function* ({ query }) {
    const { recent, status } = yield* inboxHere
    return json({ status: status(), deliveries: recent(query.limit ?? 50) })
  })
})

export const replay = endpoint({
  method: "POST",
  path: "/v1/webhooks/{number}/replay",
  name: "replayDelivery",
  summary: "Read a delivery again that had no effect",
  parts: { number: wholeNumber(1, Number.MAX_SAFE_INTEGER) },
  query: {},
  answers: { 200: "What became of it; one that had its effect is left alone", 404: "delivery-unknown, webhooks-off" },
  handle: Effect.fnUntraced(function* ({ path: { number } }) {
    const inbox = yield* inboxHere
    const find = () => inbox.recent(Number.MAX_SAFE_INTEGER).find((each) => each.number === number)
    if (find() === undefined)
      return yield* new Problem({ kind: "delivery-unknown", detail: `No delivery ${number} is kept.` })
    const replayed = yield* inbox.replay(number)
    return json({ replayed, delivery: find() ?? null })
  })
})

export const replayAll = endpoint({
  method: "POST",
  path: "/v1/webhooks/replay",
  name: "replayDeliveries",
  summary: "Read all deliveries again that had no effect",
  parts: {},
  query: {},
  answers: { 200: "How many were read, and how the inbox is now", 404: "webhooks-off" },
  handle: Effect.fnUntraced(function* () {
    const inbox = yield* inboxHere
    return json({ replayed: yield* inbox.replay(), status: inbox.status() })
  })
})
