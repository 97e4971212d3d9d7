/** The inspector's pages. They say nothing of a library: what they show comes over the socket, which asks for the token. */
import { Effect, Schema } from "effect"
import { endpoint, type Endpoint } from "../http/endpoint.ts"
import { Problem } from "../http/problem.ts"
import { bridgePage } from "./bridge-page.ts"
import { inspectorPath } from "./inspector-door.ts"
import { inspectorQuery } from "./inspector-query.ts"
import { localPage } from "./local-page.ts"

export const statelyUi = "https://stately.ai/inspect"
/** Pages that speak the protocol and may be shown unless others are named. */
const knownUis: ReadonlyArray<string> = [statelyUi, "https://sketch.stately.ai/inspect"]

const ui = Schema.optionalKey(
  Schema.String.check(Schema.isMaxLength(2_000)).annotate({
    description: "The page that shows the actors; one of those that the server was started with"
  })
)

const common = {
  method: "GET",
  parts: {},
  query: { ...inspectorQuery, ui },
  isPublic: true
} as const

/** The page that may be shown: what is asked must be of an origin and path that were named, to the letter. */
const allowedUi = (asked: string, uis: ReadonlyArray<string>): URL | undefined => {
  const url = URL.parse(asked)
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return undefined
  return uis.some((each) => `${url.origin}${url.pathname}` === each.replace(/[?#].*/, "")) ? url : undefined
}

/** `uis` are pages that may be shown besides Stately's own; the first of them is shown when none is asked for. */
export const inspectorEndpoints = (uis: ReadonlyArray<string>): ReadonlyArray<Endpoint> => {
  const all = [...uis, ...knownUis]
  const page = endpoint({
    ...common,
    path: inspectorPath,
    name: "inspect",
    summary: "The actors of chosen movies, in Stately's inspector",
    details:
      "A web socket at the same address tells them in the protocol of @statelyai/inspect 0.7, from this machine only. It " +
      'also takes {"add":[...],"remove":[...]} with ids and aliases.',
    answers: { 200: "A page", 400: "bad-parameter" },
    handle: ({ query }) => {
      const shown = allowedUi(query.ui ?? all[0]!, all)
      if (shown !== undefined) return Effect.succeed(bridgePage(shown))
      const detail = `Only these pages are shown: ${all.join(", ")}. Name another when the server is started.`
      return new Problem({ kind: "bad-parameter", detail })
    }
  })
  const local = endpoint({
    ...common,
    path: `${inspectorPath}/local`,
    name: "inspectLocally",
    summary: "The actors of chosen movies, in a page of our own that needs no network",
    answers: { 200: "A page" },
    handle: () => Effect.succeed(localPage)
  })
  return [page, local]
}
