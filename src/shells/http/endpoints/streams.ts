import { Effect, Schema } from "effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { type EventType, factTypes, inboundTypes } from "../../../domain/event.ts"
import type { MovieRef } from "../../../domain/identity.ts"
import { MovieRepository } from "../../../services/movie-repository.ts"
import { nearest } from "../../../services/nearest.ts"
import { type Asked, endpoint } from "../endpoint.ts"
import { aboutMovie } from "../about-movie.ts"
import { type Keep, keepAll } from "../event-ring.ts"
import { HttpDesk } from "../http-services.ts"
import { Problem } from "../problem.ts"
import { commonHeaders } from "../reply.ts"
import { after, optionalMovie, ref } from "./parameters.ts"

const everyType: ReadonlyArray<string> = [...inboundTypes, ...factTypes]

const sseHeaders = { ...commonHeaders, "x-accel-buffering": "no" }
const sseOptions = { contentType: "text/event-stream", headers: sseHeaders } as const

/** Whoever comes back says how far it was; that goes before where it once began. */
const positionOf = (request: Asked<{}, {}, undefined>["request"], asked: number | undefined) => {
  const id = request.headers["last-event-id"]
  if (id === undefined || id === "") return asked
  return /^\d{1,15}$/.test(id)
    ? Number(id)
    : new Problem({ kind: "bad-parameter", detail: "Last-Event-ID is a position: a whole number in digits." })
}

const typesOf = (text: string | undefined): ReadonlySet<string> | undefined | Problem => {
  if (text === undefined) return undefined
  const types = text.split(",").slice(0, everyType.length)
  const wrong = types.find((type) => !everyType.includes(type))
  if (wrong === undefined) return new Set<string>(types)
  const detail = `There is no event ${JSON.stringify(wrong.slice(0, 80))}. Did you mean ${nearest(wrong, everyType, 1)[0]}?`
  return new Problem({ kind: "bad-parameter", detail })
}

const keepOf = (types: ReadonlySet<string> | undefined, isAbout: Keep | undefined): Keep => {
  if (types === undefined) return isAbout ?? keepAll
  const isType: Keep = ({ event }) => types.has(event.type satisfies EventType)
  // Asked first: it learns from every event which names the movie goes by.
  return isAbout === undefined ? isType : (logged) => isAbout(logged) && isType(logged)
}

const streamOf = Effect.fnUntraced(function* (
  { request }: Pick<Asked<{}, {}, undefined>, "request">,
  asked: { readonly after?: number; readonly type?: string; readonly movie?: MovieRef }
) {
  const { feeds } = yield* HttpDesk
  const position = positionOf(request, asked.after)
  if (position instanceof Problem) return yield* position
  const types = typesOf(asked.type)
  if (types instanceof Problem) return yield* types
  const { find } = yield* MovieRepository
  const isAbout = asked.movie === undefined ? undefined : aboutMovie(asked.movie, yield* find(asked.movie))
  if (request.method === "HEAD") return HttpServerResponse.text("", sseOptions)
  return HttpServerResponse.stream(yield* feeds.open({ after: position, keep: keepOf(types, isAbout) }), sseOptions)
})

const details =
  "Each message is an event with its position; `id` is the position, so that an EventSource goes on where it was " +
  "(Last-Event-ID). `gap` says which positions were left out because the client was too far behind, and `end` that the " +
  "server is closing. A client may be slow; one that takes nothing at all is let go after a minute."

const type = Schema.optionalKey(Schema.String.check(Schema.isMaxLength(2_000)))

export const eventStream = endpoint({
  method: "GET",
  path: "/v1/events",
  name: "followEvents",
  summary: "Events as they happen, as Server-Sent Events",
  details: `${details} \`type\` takes names of events with commas between; \`movie\` an id or alias.`,
  parts: {},
  query: { after, type, movie: optionalMovie },
  answers: { 200: "text/event-stream", 400: "bad-parameter", 503: "too-many-streams" },
  handle: (asked) => streamOf(asked, asked.query)
})

export const changes = endpoint({
  method: "GET",
  path: "/v1/movies/{ref}/changes",
  name: "followMovie",
  summary: "What happens to one movie, as Server-Sent Events",
  details: `${details} A movie that is not known yet can be followed by its alias.`,
  parts: ref,
  query: { after, type },
  answers: { 200: "text/event-stream", 400: "bad-parameter", 503: "too-many-streams" },
  handle: (asked) => streamOf(asked, { ...asked.query, movie: asked.path.ref })
})
