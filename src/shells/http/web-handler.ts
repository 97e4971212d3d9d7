/** The shell to be mounted: behind anything that speaks Request and Response, or in a server of Node. */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { type Context, Effect, Exit, Scope } from "effect"
import * as HttpEffect from "effect/http/HttpEffect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import type { IncomingMessage, ServerResponse } from "node:http"
import { makeHttpApp } from "./app.ts"
import type { LibraryServices } from "./http-services.ts"
import { httpSettings, type HttpSettings } from "./settings.ts"

export interface HttpHandler {
  /** Answers every request, and never rejects. Aborting the request's signal ends what it started. */
  readonly handle: (request: Request) => Promise<Response>
  /** The same for node:http, Express and all that hand over Node's own request and response. */
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void
  /** Ends open streams with a word; requests that come after are answered without streams. */
  readonly close: () => Promise<void>
}

/**
 * A handler over a library that is open. Mounted behind a server of one's own it takes the hosts and the token that are set
 * here; set `hosts: "any"` only when the server in front checks them.
 */
export const httpHandler = (
  library: Context.Context<LibraryServices>,
  settings: Partial<HttpSettings> = {}
): HttpHandler => {
  const scope = Effect.runSync(Scope.make())
  const made = makeHttpApp(httpSettings(settings)).pipe(Effect.provideService(Scope.Scope, scope))
  const { app } = Effect.runSyncWith(library)(made)
  const handle = HttpEffect.toWebHandlerWith<LibraryServices, LibraryServices | HttpServerRequest>(library)(app)
  const listener = Effect.runSyncWith(library)(NodeHttpServer.makeHandler(app, { scope }))
  return {
    handle: (request) => handle(request),
    listener,
    close: () => Effect.runPromise(Scope.close(scope, Exit.void))
  }
}
