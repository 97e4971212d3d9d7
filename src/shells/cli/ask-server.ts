/** The server that holds a library, for what only a server does or knows. */
import { Effect } from "effect"
import { type ClientFailure, httpClient, type HttpClient } from "../http/client.ts"
import { findServerFile } from "../http/server-file.ts"
import { CommandFailed } from "./failures.ts"

/** Fails with what to do when no server holds the library. */
export const askServer = Effect.fnUntraced(function* <A>(
  library: string,
  ask: (client: HttpClient) => Effect.Effect<A, ClientFailure>
) {
  const server = yield* findServerFile(library)
  if (server !== undefined) return yield* ask(httpClient(server))
  const detail = `No server holds ${library}, and only a server can tell. Start one with \`reelstate serve --library ${library}\`.`
  return yield* new CommandFailed({ detail })
})
