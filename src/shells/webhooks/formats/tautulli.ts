/** Tautulli: what the template in docs/webhooks.md makes of it. Every value is a text, and may be empty. */
import { hasAll, line, number, readRow, wordIn, year } from "../fields.ts"
import { idsInGuids, itemOf } from "../item.ts"
import { ignored, listed, progressOf, readSign, type Sign } from "../playback.ts"
import { type Format, noMovie } from "./format.ts"

const table = {
  action: line("action"),
  type: line("type"),
  title: line("title"),
  year: year("year"),
  imdb: line("imdb"),
  tmdb: line("tmdb"),
  ratingKey: line("ratingKey"),
  guid: line("guid"),
  user: line("user"),
  percent: number("progress"),
  offsetMs: number("offsetMs"),
  durationMs: number("durationMs"),
  session: line("session")
}

const signs: Readonly<Record<string, Sign["what"]>> = {
  play: "start",
  resume: "going",
  pause: "going",
  buffer: "going",
  change: "going",
  stop: "stop",
  watched: "watched"
}

export const tautulli: Format = {
  name: "tautulli",
  recognises: (payload) =>
    line("source")(payload)?.toLowerCase() === "tautulli" || hasAll(payload, "action", "ratingKey"),
  read: (payload, settings) => {
    const row = readRow(table, payload)
    const action = (row.action ?? "nothing").replace(/^on_/, "")
    const what = wordIn(signs, action)
    if (what === undefined && action !== "created") return ignored("tautulli", `${action} says nothing about a movie`)
    if (row.type !== "movie") return ignored("tautulli", noMovie(row.type))
    const { guid, percent, ratingKey, title, year: made } = row
    const found = idsInGuids([guid])
    const own = guid?.startsWith("plex://") === true ? guid : ratingKey && `plex/tautulli/${ratingKey}`
    const item = itemOf({ tmdb: row.tmdb ?? found.tmdb, imdb: row.imdb ?? found.imdb, own, title, year: made })
    if (what === undefined) return listed("tautulli", item)
    const progress = percent === undefined ? progressOf(row.offsetMs, row.durationMs) : percent / 100
    const place = row.session ?? row.user ?? "unknown"
    return readSign({ source: "tautulli", place, item, what, progress }, settings)
  }
}
