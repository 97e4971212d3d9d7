import { Effect } from "effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { docsPage } from "../docs-page.ts"
import { endpoint, type Endpoint } from "../endpoint.ts"
import { HttpDesk } from "../http-services.ts"
import { openApi } from "../open-api.ts"
import { commonHeaders, html, json } from "../reply.ts"

const plain = { method: "GET", parts: {}, query: {}, isPublic: true } as const

/** The addresses that tell about all the others. They say nothing of a library, so they need no token. */
export const documents = (others: ReadonlyArray<Endpoint>): ReadonlyArray<Endpoint> => {
  const all: ReadonlyArray<Endpoint> = [
    ...others,
    endpoint({
      ...plain,
      path: "/openapi.json",
      name: "getOpenApi",
      summary: "All of this as an OpenAPI 3.1 document",
      answers: { 200: "The document" },
      handle: () => Effect.map(HttpDesk, ({ settings }) => json(openApi(all, settings.basePath)))
    }),
    endpoint({
      ...plain,
      path: "/docs",
      name: "getDocs",
      summary: "All of this to read",
      answers: { 200: "A page" },
      handle: () => Effect.map(HttpDesk, ({ settings }) => html(docsPage(all, settings.basePath)))
    }),
    endpoint({
      ...plain,
      path: "/",
      name: "getRoot",
      summary: "Leads to the page to read",
      answers: { 302: "To /docs" },
      handle: () =>
        Effect.map(HttpDesk, ({ settings }) =>
          HttpServerResponse.empty({
            status: 302,
            headers: { ...commonHeaders, location: `${settings.basePath}/docs` }
          })
        )
    })
  ]
  return all
}
