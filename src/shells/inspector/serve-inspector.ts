/** The inspector for our own server: the bridge over its library, its sockets, and the door to them. */
import { Effect, Option } from "effect"
import type { Server } from "node:http"
import { Supervisor } from "../../actors/supervisor.ts"
import { InspectorBridge } from "../../infra/inspector/inspector-bridge.ts"
import { inspectorSockets } from "../../infra/inspector/inspector-sockets.ts"
import type { HttpSettings } from "../http/settings.ts"
import { openInspectorDoor } from "./inspector-door.ts"
import { inspectorSource } from "./inspector-source.ts"

/** Open until the Scope closes. Without actors in this process there is nothing to inspect, and nothing is opened. */
export const serveInspector = Effect.fnUntraced(function* (server: Server, settings: HttpSettings) {
  const supervisor = yield* Effect.serviceOption(Supervisor)
  if (Option.isNone(supervisor)) return
  const source = yield* Effect.provideService(inspectorSource, Supervisor, supervisor.value)
  const sockets = inspectorSockets(new InspectorBridge(source))
  openInspectorDoor(server, settings, sockets)
  yield* Effect.addFinalizer(() => sockets.close)
})
