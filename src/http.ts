/** The package entry `reelstate/http`: a library over HTTP, as a web-standard handler or as a server, and a client for it. */
export { type HttpHandler, httpHandler } from "./shells/http/web-handler.ts"
export { type RunningServer, serveHttp, ServerRefused, type ServerSettings } from "./shells/http/server.ts"
export type { AccessLine, HttpSettings } from "./shells/http/settings.ts"
export { makeAccessLog } from "./shells/http/access-log.ts"
export { type ClientFailure, httpClient, type HttpClient, ServerSaid, ServerUnreachable } from "./shells/http/client.ts"
export { Problem, type ProblemDocument, type ProblemKind, problemKinds } from "./shells/http/problem.ts"
