/** Wikidata: one entity as a file, or up to fifty through the API, which answers HTTP 200 whatever happens. */
import type { Schema } from "effect"
import { withCaching } from "../caching.ts"
import { isJsonObject, jsonOf, jsonReply, type Reply, textReply } from "../reply.ts"
import type { Shelf } from "../shelf.ts"
import { type Asked, keyOf } from "../target.ts"
import type { Door } from "./door.ts"
import { agentRefusal } from "./wikimedia-words.ts"

const entitiesMax = 50
const maxAge = "public, s-maxage=3600, max-age=3600"

const apiError = (code: string, info: string): Reply => jsonReply(200, { error: { code, info } })

const entityReply = (shelf: Shelf, id: string): Reply | undefined =>
  shelf.find(`wikidata /wiki/Special:EntityData/${id}.json`)

/** The entity under its id; one that is not there says so in a field. */
const entityIn = (reply: Reply | undefined, id: string): Schema.Json => {
  const entities = reply?.status === 200 ? jsonOf(reply)?.["entities"] : undefined
  return (isJsonObject(entities) ? entities[id] : undefined) ?? { id, missing: "" }
}

const getEntities = ({ query }: Asked, shelf: Shelf): Reply => {
  const ids = [...new Set((query["ids"] ?? "").split("|"))]
  if (ids.length > entitiesMax)
    return apiError("toomanyvalues", `Too many values supplied: the limit is ${entitiesMax}.`)
  const wrong = ids.find((id) => !/^Q\d{1,12}$/.test(id))
  if (wrong !== undefined) return apiError("no-such-entity", "Could not find an entity with one of the ids.")
  const replies = ids.map((id) => ({ id, reply: entityReply(shelf, id) }))
  const entities = Object.fromEntries(replies.map(({ id, reply }) => [id, entityIn(reply, id)]))
  return jsonReply(200, { entities, success: 1 }, Math.max(...replies.map(({ reply }) => reply?.delayMs ?? 0)))
}

/** Finds an entity by a statement: `haswbstatement:P345=tt0109830`, and P4947 for TMDB's id. */
const findByStatement = ({ query }: Asked, shelf: Shelf): Reply => {
  const [, property, value = ""] = /^haswbstatement:"?(P345|P4947)=(\w{1,12})"?$/.exec(query["srsearch"] ?? "") ?? []
  const ids = property === "P4947" ? shelf.find(`tmdb /movie/${value}/external_ids`) : undefined
  const told = ids?.status === 200 ? jsonOf(ids)?.["wikidata_id"] : undefined
  const entity = property === "P345" ? shelf.entityOf(value) : told
  const search = typeof entity === "string" ? [{ ns: 0, title: entity, snippet: "" }] : []
  return jsonReply(200, { batchcomplete: "", query: { searchinfo: { totalhits: search.length }, search } })
}

const askApi = (asked: Asked, shelf: Shelf): Reply => {
  const { action } = asked.query
  if (action === "wbgetentities") return getEntities(asked, shelf)
  if (action === "query" && asked.query["list"] === "search") return findByStatement(asked, shelf)
  return apiError("badvalue", 'Unrecognized value for parameter "action".')
}

export const wikidataDoor: Door = {
  provider: "wikidata",
  refusal: agentRefusal,
  answer: (asked, shelf) => {
    const exact = shelf.find(keyOf(asked))
    if (exact !== undefined) return withCaching(exact, maxAge, asked)
    if (asked.path === "/w/api.php") return askApi(asked, shelf)
    const [, id = ""] = /^\/wiki\/Special(?::|%3A)EntityData\/(Q\d{1,12})\.json$/i.exec(asked.path) ?? []
    const found = id === "" ? undefined : entityReply(shelf, id)
    if (found !== undefined) return withCaching(found, maxAge, asked)
    return textReply(404, "<!DOCTYPE html><html><body><h1>Not Found</h1></body></html>\n", "text/html; charset=utf-8")
  }
}
