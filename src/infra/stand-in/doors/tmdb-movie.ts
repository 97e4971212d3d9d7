/** TMDB's `/movie/{id}`, with anything appended, in any order: made of the details and the parts that were recorded. */
import type { Schema } from "effect"
import { jsonOf, type Reply, withJson } from "../reply.ts"
import type { Shelf } from "../shelf.ts"
import { notFound, tmdbRefusal } from "./tmdb-words.ts"

/** More names in one request are error 27. */
const appendedMax = 20
const partMs = 10

const tooMany = "Too many append to response objects: The maximum number of remote calls is 20."

/** The details of a movie with these parts appended; names that TMDB does not know are passed over, as TMDB does. */
export const movieReply = (shelf: Shelf, id: string, appended: string | undefined, latencyScale: number): Reply => {
  const names = [...new Set((appended ?? "").split(",").filter((name) => /^[a-z_]{1,40}$/.test(name)))]
  if (names.length > appendedMax) return tmdbRefusal(400, 27, tooMany)
  const details = shelf.find(`tmdb /movie/${id}`)
  if (details === undefined) return notFound()
  const body = details.status === 200 ? jsonOf(details) : undefined
  if (body === undefined || names.length === 0) return details
  const whole: Record<string, Schema.Json> = { ...body }
  for (const name of names) {
    const part = shelf.find(`tmdb /movie/${id}/${name}`)
    const found = part?.status === 200 ? jsonOf(part) : undefined
    if (found === undefined && name === "alternative_titles") whole[name] = { titles: [] }
    if (found === undefined) continue
    const { id: _id, ...rest } = found
    whole[name] = rest
  }
  return { ...withJson(details, whole), delayMs: details.delayMs + names.length * partMs * latencyScale }
}
