/** The lab's addresses: the page, its stream, commands, past moments, one movie, and a search. */
import { Effect, Schema, Stream } from "effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { labCommandIn } from "../../lab/world/world-commands.ts"
import { Search } from "../../services/search/search.ts"
import { type Endpoint, endpoint } from "../http/endpoint.ts"
import { HttpDesk } from "../http/http-services.ts"
import { Problem } from "../http/problem.ts"
import { commonHeaders, json } from "../http/reply.ts"
import type { LabDesk } from "./lab-desk.ts"
import { momentAt } from "./moment.ts"
import { movieTold } from "./movie-told.ts"
import { pageFile, pageItself } from "./page-files.ts"

const Position = Schema.NumberFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 0, maximum: 1e15 }))
const plain = { parts: {}, query: {} } as const
const foundMax = 30

const page = endpoint({
  ...plain,
  method: "GET",
  path: "/",
  name: "getLab",
  summary: "The lab's page",
  answers: { 200: "A page" },
  isPublic: true,
  handle: () => Effect.flatMap(HttpDesk, ({ settings }) => pageItself(settings.basePath))
})

const file = endpoint({
  method: "GET",
  path: "/lab/page/{file}",
  name: "getLabFile",
  summary: "A file of the lab's page",
  parts: { file: Schema.String.check(Schema.isMaxLength(100)) },
  query: {},
  answers: { 200: "The file", 404: "no-such-address" },
  isPublic: true,
  handle: Effect.fnUntraced(function* ({ path }) {
    const found = yield* pageFile(path.file)
    if (found !== undefined) return found
    return yield* new Problem({ kind: "no-such-address", detail: "The page has no such file." })
  })
})

const sseHeaders = { ...commonHeaders, "x-accel-buffering": "no" }
const sseOptions = { contentType: "text/event-stream", headers: sseHeaders } as const

const stream = ({ audience }: LabDesk) =>
  endpoint({
    ...plain,
    method: "GET",
    path: "/lab/stream",
    name: "followLab",
    summary: "The whole population and what moves, as Server-Sent Events",
    details:
      "First `whole`, then `frame` (base64, `id` is the sequence) some twenty times a second, `news` and `events`. Who is too " +
      "slow, or comes back, gets `whole` again.",
    answers: { 200: "text/event-stream", 503: "too-many-streams" },
    handle: ({ request }) => {
      if (request.method === "HEAD") return Effect.succeed(HttpServerResponse.text("", sseOptions))
      const seat = audience.enter()
      if (seat === undefined)
        return new Problem({
          kind: "too-many-streams",
          detail: `${audience.lookersMax} pages look at the lab already.`
        })
      const messages = Stream.fromEffectRepeat(Effect.promise((signal) => seat.next(signal)))
      return Effect.succeed(HttpServerResponse.stream(Stream.ensuring(messages, Effect.sync(seat.leave)), sseOptions))
    }
  })

const commands = (desk: LabDesk) =>
  endpoint({
    ...plain,
    method: "POST",
    path: "/lab/commands",
    name: "commandLab",
    summary: "Does something to the world, or to the library",
    body: Schema.Unknown as unknown as Schema.Codec<unknown, unknown>,
    answers: { 200: "What came of it", 400: "bad-body" },
    handle: Effect.fnUntraced(function* ({ body }) {
      const command = labCommandIn(body)
      if (typeof command === "string") return yield* new Problem({ kind: "bad-body", detail: `${command}.` })
      return json(yield* desk.command(command))
    })
  })

const moment = (desk: LabDesk) =>
  endpoint({
    method: "GET",
    path: "/lab/moment",
    name: "getLabMoment",
    summary: "Where every movie was while an event was the newest",
    parts: {},
    query: { position: Position },
    answers: { 200: "The leaves, one byte a movie, base64", 400: "bad-parameter" },
    handle: ({ query }) => Effect.map(momentAt(desk, query.position), (told) => json(told))
  })

const movie = (desk: LabDesk) =>
  endpoint({
    method: "GET",
    path: "/lab/movies/{key}",
    name: "getLabMovie",
    summary: "One movie, now or at a past position: why, history, deadlines, fields",
    parts: { key: Schema.String.check(Schema.isMaxLength(4_200)) },
    query: { position: Schema.optionalKey(Position) },
    answers: { 200: "The movie", 404: "movie-unknown" },
    handle: Effect.fnUntraced(function* ({ path, query }) {
      const told = yield* Effect.provideContext(movieTold(desk, path.key, query.position), desk.services())
      if (told !== undefined) return json(told)
      return yield* new Problem({
        kind: "movie-unknown",
        detail: `Nobody here knows ${JSON.stringify(path.key.slice(0, 100))}.`
      })
    })
  })

const search = (desk: LabDesk) =>
  endpoint({
    method: "GET",
    path: "/lab/search",
    name: "searchLab",
    summary: "Movies by title, with their numbers",
    parts: {},
    query: { q: Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200)) },
    answers: { 200: "Numbers, titles and years, the best first" },
    handle: Effect.fnUntraced(function* ({ query }) {
      const service = yield* Effect.provideContext(Search, desk.services())
      const { found } = yield* service.search(query.q, { limit: foundMax })
      const rows = found.flatMap(({ movie: id, title, year }) => {
        const number = desk.feed.population.numberOf(id)
        return number === undefined ? [] : [{ number, title, year }]
      })
      return json(rows)
    })
  })

export const labEndpoints = (desk: LabDesk): ReadonlyArray<Endpoint> => [
  page,
  file,
  stream(desk),
  commands(desk),
  moment(desk),
  movie(desk),
  search(desk)
]
