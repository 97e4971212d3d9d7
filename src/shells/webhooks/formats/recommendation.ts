/** Any program that recommends movies: a list of ids, with a name for the list if it has one. */
import { type Hint, itemsPerEventMax } from "../../../domain/event.ts"
import type { Saying } from "../../../services/inbox/inbox.ts"
import { hintFrom } from "../../../services/inbox/item-hint.ts"
import { repeatGapMs } from "../../../services/inbox/occasions.ts"
import { line, list, readRow, year } from "../fields.ts"
import { itemOf } from "../item.ts"
import { ignored } from "../playback.ts"
import type { Format } from "./format.ts"

const source = "recommendation"
const moviesIn = list("movies", "recommendations", "items")
const nameIn = line("list", "name")

const table = {
  tmdb: line("tmdb", "tmdbId", "tmdb_id", "ids.tmdb"),
  imdb: line("imdb", "imdbId", "imdb_id", "ids.imdb"),
  title: line("title"),
  year: year("year")
}

const hintOf = (entry: unknown): ReadonlyArray<Hint> => {
  const hint = hintFrom(itemOf(readRow(table, entry)))
  return hint === undefined ? [] : [hint]
}

const slices = function* (hints: ReadonlyArray<Hint>, name: string | undefined): Generator<Saying> {
  for (let from = 0; from < hints.length; from += itemsPerEventMax) {
    const movies = hints.slice(from, from + itemsPerEventMax)
    const titled = name === undefined ? {} : { list: name.slice(0, 200) }
    yield { mark: `from ${from}`, body: { type: "RecommendationTriggered", movies, ...titled } }
  }
}

export const recommendation: Format = {
  name: source,
  recognises: (payload) => moviesIn(payload) !== undefined,
  read: (payload) => {
    const hints = (moviesIn(payload) ?? []).flatMap(hintOf)
    if (hints.length === 0) return ignored(source, "it names no movie by a TMDB or IMDb id")
    const name = nameIn(payload)
    const key = `${source} ${name} ${hints.map(({ movie }) => movie).join(" ")}`
    const occasion = { key, gapMs: repeatGapMs, phase: "going" } as const
    return { kind: "speaking", source, occasion, sayings: [...slices(hints, name)], checks: [] }
  }
}
