import type { Schema } from "effect"
import { isJsonObject, type JsonObject, jsonOf, withJson } from "../reply.ts"
import { afresh, fault } from "./fault.ts"

/** New ids are far above all that there are. */
const beyond = 9_500_000

const mergedEntities = (entities: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries<unknown>(entities).map(([id, entity]): [string, Schema.Json] => {
      const merged = `Q${beyond}${id.slice(1)}`
      return [merged, isJsonObject(entity) ? { ...entity, id: merged, title: merged } : null]
    })
  )

export const mergedId = fault({
  kind: "merged-id",
  what: "the same film, under the new id that the asked one was merged into",
  variants: ["new-id"],
  only: ["tmdb", "wikidata"],
  reply: ({ asked, honest }) => {
    const reply = honest(afresh(asked))
    const body = reply.status === 200 ? jsonOf(reply) : undefined
    const entities = body?.["entities"]
    if (body !== undefined && isJsonObject(entities))
      return withJson(reply, { ...body, entities: mergedEntities(entities) })
    return typeof body?.["id"] === "number" ? withJson(reply, { ...body, id: body["id"] + beyond }) : reply
  }
})
