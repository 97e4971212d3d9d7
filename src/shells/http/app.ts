/** The whole of the shell as one Effect: guard, route, answer, count, log. Everything that is mounted or served is this. */
import { Clock, Effect } from "effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { allEndpoints } from "./endpoints/all-endpoints.ts"
import { type Failure, problemOfCause } from "./failures.ts"
import { type Guard, hostOf, isTrustedOrigin, makeGuard } from "./guards.ts"
import { HttpDesk, type HttpServices, type LibraryServices, optionalServices } from "./http-services.ts"
import { makeEventFeeds } from "./event-feeds.ts"
import { Problem } from "./problem.ts"
import { RenderedMovies } from "./rendered-movies.ts"
import { problemReply, type Reply } from "./reply.ts"
import { makeRouting, type Route } from "./routing.ts"
import type { HttpSettings } from "./settings.ts"

type Request = HttpServerRequest.HttpServerRequest

const targetLengthMax = 8_192

const corsHeaders = (request: Request, settings: HttpSettings): Record<string, string> | undefined => {
  const origin = request.headers["origin"]
  if (settings.origins.length === 0) return undefined
  if (origin === undefined || !isTrustedOrigin(origin, hostOf(request), settings)) return { vary: "origin" }
  return {
    vary: "origin",
    "access-control-allow-origin": origin,
    "access-control-expose-headers": "location, retry-after, content-range, etag",
    "cross-origin-resource-policy": "cross-origin"
  }
}

const optionsReply = (allow: ReadonlyArray<string>, cors: Record<string, string> | undefined): Reply =>
  HttpServerResponse.empty({
    status: 204,
    headers: {
      allow: allow.join(", "),
      ...(cors?.["access-control-allow-origin"] !== undefined && {
        "access-control-allow-methods": allow.join(", "),
        "access-control-allow-headers": "authorization, content-type, last-event-id, range",
        "access-control-max-age": "600"
      })
    }
  })

const pathAndQuery = (url: string): readonly [string, string] => {
  const hash = url.indexOf("#")
  const target = hash < 0 ? url : url.slice(0, hash)
  const mark = target.indexOf("?")
  return mark < 0 ? [target, ""] : [target.slice(0, mark), target.slice(mark + 1)]
}

const unrouted = (route: Exclude<Route, { readonly found: unknown }>, method: string, path: string): Problem => {
  const shown = JSON.stringify(path.slice(0, 200))
  if ("unreadable" in route)
    return new Problem({ kind: "bad-address", detail: `The part ${route.unreadable.slice(0, 200)} is not UTF-8.` })
  if ("allow" in route)
    return new Problem({
      kind: "method-not-allowed",
      detail: `${method.slice(0, 20)} does nothing at ${shown}.`,
      headers: { allow: route.allow.join(", ") },
      extra: { allow: route.allow }
    })
  const detail = `There is nothing at ${shown}. Near it: ${route.near.join(", ")}.`
  return new Problem({ kind: "no-such-address", detail, extra: { near: route.near } })
}

type Routing = ReturnType<typeof makeRouting>

const answerTo = (request: Request, guard: Guard, routing: Routing, settings: HttpSettings) => {
  const { method } = request
  const { basePath } = settings
  const [path, query] = pathAndQuery(request.url)
  if (request.url.length > targetLengthMax || !path.startsWith(basePath))
    return new Problem({ kind: "no-such-address", detail: `Only addresses below ${basePath || "/"} are served here.` })
  const route = routing(method, path.slice(basePath.length))
  const problem = guard(request, "found" in route && route.found.isPublic === true)
  if (problem !== undefined) return problem
  if ("found" in route) return route.found.handle({ request, parts: route.parts, query })
  if (method === "OPTIONS" && "allow" in route)
    return Effect.succeed(optionsReply(route.allow, corsHeaders(request, settings)))
  return unrouted(route, method, path)
}

/** The app over the services of its context. Never fails. */
const makeApp = ({ counts, settings }: HttpDesk["Service"]) => {
  const { accessLog, basePath, more } = settings
  const guard = makeGuard(settings)
  const routing = makeRouting([...allEndpoints, ...more])

  const finished = (request: Request, reply: Reply, startedAt: number): Reply => {
    counts.requests += 1
    const cors = corsHeaders(request, settings)
    if (reply.status >= 400) counts.problems += 1
    if (accessLog !== undefined) {
      const durationMs = Math.round((performance.now() - startedAt) * 1_000) / 1_000
      const [path] = pathAndQuery(request.url)
      accessLog({ method: request.method, path: path.slice(0, 300), status: reply.status, durationMs })
    }
    return cors === undefined ? reply : HttpServerResponse.setHeaders(reply, cors)
  }

  return Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
    const startedAt = accessLog === undefined ? 0 : performance.now()
    const answered: Effect.Effect<Reply, Failure, HttpServices> = answerTo(request, guard, routing, settings)
    return Effect.matchCauseEffect(answered, {
      onSuccess: (reply) => Effect.succeed(finished(request, reply, startedAt)),
      onFailure: (cause) =>
        Effect.map(problemOfCause(cause, `${request.method} ${pathAndQuery(request.url)[0]}`), (problem) =>
          finished(request, problemReply(problem, basePath), startedAt)
        )
    })
  })
}

/** What is needed to serve: the app, and the desk that it works at. Its streams end with the Scope. */
export const makeHttpApp = Effect.fnUntraced(function* (settings: HttpSettings) {
  const feeds = yield* makeEventFeeds(settings)
  const desk: HttpDesk["Service"] = {
    settings,
    feeds,
    rendered: new RenderedMovies(),
    startedAt: yield* Clock.currentTimeMillis,
    instance: crypto.randomUUID(),
    counts: { requests: 0, problems: 0 },
    optional: yield* optionalServices,
    arriving: { now: 0 }
  }
  const services = yield* Effect.context<LibraryServices>()
  const app = Effect.provideService(makeApp(desk), HttpDesk, desk)
  return { app, desk, services }
})
