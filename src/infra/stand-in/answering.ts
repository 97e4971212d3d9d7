/** From a request to its reply: the rate limit first, then a fault if one is due, and otherwise the honest answer. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { Clock, Effect, Exit, Result } from "effect"
import type { ProviderName } from "../../services/data-provider.ts"
import { type ControlRoom, controlReply } from "./control.ts"
import type { Door } from "./doors/door.ts"
import { overLimitMessage } from "./doors/tmdb-words.ts"
import type { FaultDesk } from "./fault-desk.ts"
import { refusalOf } from "./faults/refusal-words.ts"
import { jsonReply, type Reply, withHeaders } from "./reply.ts"
import { sendReply } from "./send-reply.ts"
import type { Handler } from "./server.ts"
import type { Shelf } from "./shelf.ts"
import type { Tallies, TallyKeeper } from "./tally.ts"
import { type Asked, readTarget } from "./target.ts"

export interface Answering {
  readonly doors: Readonly<Record<ProviderName, Door>>
  readonly shelf: Shelf
  readonly desk: FaultDesk
  readonly tallies: Tallies
  /** Requests a second. */
  readonly limits: Readonly<Record<ProviderName, number>>
  readonly credentialsRequired: boolean
}

const nanosPerMilli = 1e6
const monotonicMs = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos) / nanosPerMilli)

/** What an honest service says. */
const honestly =
  ({ credentialsRequired, doors, shelf }: Answering) =>
  (asked: Asked): Reply => {
    const door = doors[asked.provider]
    return (credentialsRequired ? door.refusal(asked) : undefined) ?? door.answer(asked, shelf)
  }

const overLimit = (provider: ProviderName, waitMs: number): Reply =>
  withHeaders(refusalOf(provider, 429, 25, overLimitMessage), { "retry-after": String(Math.ceil(waitMs / 1_000)) })

/** The reply of a provider that has let the request in. */
const replyTo = (world: Answering, asked: Asked, tally: TallyKeeper, nowMs: number): Reply => {
  const honest = honestly(world)
  const picked = world.desk.pick(asked)
  if (picked === undefined) return honest(asked)
  const { chance, fault, settings, variant } = picked
  tally.gaveFault(fault.kind)
  return fault.reply({
    asked,
    variant,
    settings,
    chance,
    nowMs,
    shelf: world.shelf,
    honest: (of = asked) => honest(of)
  })
}

/** The reply to a question that comes in now, counted as it would be at the provider's door. */
export const replyNow = Effect.fnUntraced(function* (world: Answering, asked: Asked) {
  const { provider } = asked
  const limit = world.limits[provider]
  const tally = world.tallies[provider]
  const at = yield* monotonicMs
  const nowMs = yield* Clock.currentTimeMillis
  const admitted = tally.arrived(at, limit)
  const reply = admitted ? replyTo(world, asked, tally, nowMs) : overLimit(provider, tally.waitMs(at, limit))
  tally.replied(reply.ending === "reset" ? "reset" : reply.status)
  return reply
})

const answerProvider = Effect.fnUntraced(function* (
  world: Answering,
  asked: Asked,
  request: IncomingMessage,
  response: ServerResponse
) {
  const tally = world.tallies[asked.provider]
  const work = Effect.flatMap(replyNow(world, asked), (reply) => sendReply(request, response, reply))
  yield* Effect.onExit(work, (exit) => Effect.sync(() => tally.left(Exit.hasInterrupts(exit))))
})

/** `/stand-in/loop/0` leads to `/1`, which leads back: where the redirects without end go. */
export const loopReply = (path: string): Reply | undefined => {
  const [, step] = /^\/loop\/([01])$/.exec(path) ?? []
  return step === undefined
    ? undefined
    : withHeaders(jsonReply(302, {}), { location: `/stand-in/loop/${1 - Number(step)}` })
}

const only = (allow: string): Reply => withHeaders(jsonReply(405, { error: `only ${allow} here` }), { allow })

/** Answers everything that comes in. */
export const makeAnswering =
  (world: Answering) =>
  (room: ControlRoom): Handler =>
    Effect.fnUntraced(function* (request, response) {
      const target = readTarget(request.url ?? "", request.headers)
      const isReading = request.method === "GET" || request.method === "HEAD"
      if (Result.isFailure(target)) {
        const { detail, status } = target.failure
        return yield* sendReply(request, response, jsonReply(status, { error: detail }))
      }
      if (target.success.of === "stand-in") {
        const reply = loopReply(target.success.path) ?? (yield* controlReply(request, target.success.path, room))
        return yield* sendReply(request, response, reply)
      }
      if (!isReading) return yield* sendReply(request, response, only("GET, HEAD"))
      yield* answerProvider(world, target.success.asked, request, response)
    })
