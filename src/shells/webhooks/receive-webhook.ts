/**
 * One webhook as a pure handler, for any HTTP server to mount at `POST /v1/webhooks/:source`. Senders sign nothing, so a
 * secret in the address or a header is all there is; it is compared in constant time and never stored (SAFE-5).
 */
import { Effect, Redacted } from "effect"
import { createHash, timingSafeEqual } from "node:crypto"
import { Inbox, type DeliveryState } from "../../services/inbox/inbox.ts"
import { keepJsonPart } from "./json-part.ts"

/** The whole body, picture and all. */
export const webhookBytesMax = 8 * 1024 * 1024
/** What of it is kept. */
export const webhookJsonBytesMax = 1024 * 1024
const secretLengthMax = 1_000

/** `status` is that of HTTP. Every answer says what became of the delivery. */
export interface WebhookAnswer {
  readonly status: 200 | 202 | 401 | 413 | 422 | 503
  readonly body: {
    readonly state: DeliveryState | "turned away"
    readonly reason: string | null
    readonly source: string | null
    /** The number of the delivery in the inbox. */
    readonly number: number | null
    readonly duplicate: boolean
  }
}

const digest = (text: string): Buffer => createHash("sha256").update(text.slice(0, secretLengthMax)).digest()

/** Takes the same time however much of it is right. */
export const isSecret = (given: string | undefined, secret: Redacted.Redacted): boolean =>
  timingSafeEqual(digest(given ?? ""), digest(Redacted.value(secret))) && given !== undefined && given !== ""

const turnedAway = (status: WebhookAnswer["status"], reason: string): WebhookAnswer => ({
  status,
  body: { state: "turned away", reason, source: null, number: null, duplicate: false }
})

const statuses: Record<DeliveryState, WebhookAnswer["status"]> = {
  published: 200,
  repeated: 200,
  ignored: 200,
  waiting: 202,
  stored: 202,
  refused: 422
}

const sourceName = (source: string | undefined): string | null =>
  source !== undefined && /^[a-z][a-z0-9-]{0,39}$/.test(source) ? source : null

/**
 * Receives one delivery. It is kept before it is read, so that an answer below 400 means that nothing is lost. A sender that
 * was answered 503 should deliver again.
 */
export const receiveWebhook = Effect.fnUntraced(function* (
  expected: Redacted.Redacted,
  source: string | undefined,
  contentType: string,
  bytes: Uint8Array,
  secret: string | undefined
) {
  if (!isSecret(secret, expected)) return turnedAway(401, "The secret is missing or wrong.")
  if (bytes.length > webhookBytesMax) return turnedAway(413, `More than ${webhookBytesMax} bytes are not read.`)
  const delivery = keepJsonPart({ source: sourceName(source), contentType, body: bytes })
  if (delivery.body.length > webhookJsonBytesMax)
    return turnedAway(413, `More than ${webhookJsonBytesMax} bytes of JSON are not read.`)
  const inbox = yield* Inbox
  const answer = yield* Effect.catch(inbox.receive(delivery), (error) => Effect.succeed(error))
  if (answer === undefined) return turnedAway(503, "Too many deliveries are under way. Deliver it again later.")
  if ("message" in answer) return turnedAway(503, answer.message)
  return { status: statuses[answer.state], body: answer } satisfies WebhookAnswer as WebhookAnswer
})
