/** Plex: a form of two parts, JSON and a picture. Times in seconds, positions in milliseconds. */
import { hasAll, line, list, number, readRow, wordIn, year } from "../fields.ts"
import { idsInGuids, itemOf } from "../item.ts"
import { ignored, listed, progressOf, readSign, type Sign } from "../playback.ts"
import { type Format, noMovie } from "./format.ts"

const table = {
  event: line("event"),
  server: line("Server.uuid"),
  player: line("Player.uuid", "Player.title"),
  type: line("Metadata.type"),
  ratingKey: line("Metadata.ratingKey"),
  /** `guid` and `Guid` are two fields: the new agents fill the list, the legacy ones only the text. */
  guid: line("Metadata.guid"),
  guids: list("Metadata.Guid"),
  title: line("Metadata.title"),
  year: year("Metadata.year"),
  offsetMs: number("Metadata.viewOffset"),
  durationMs: number("Metadata.duration")
}

const guidIn = line("id")

const signs: Readonly<Record<string, Sign["what"]>> = {
  "media.play": "start",
  "playback.started": "start",
  "media.resume": "going",
  "media.pause": "going",
  "media.stop": "stop",
  "media.scrobble": "watched"
}

export const plex: Format = {
  name: "plex",
  recognises: (payload) => hasAll(payload, "event", "Account") || hasAll(payload, "event", "Server.uuid"),
  read: (payload, settings) => {
    const row = readRow(table, payload)
    const { event = "no event", guid, ratingKey, server = "unknown", title, year: made } = row
    const what = wordIn(signs, event)
    const isListing = event === "library.new" || event === "library.on.deck"
    if (what === undefined && !isListing) return ignored("plex", `${event} says nothing about a movie`)
    if (row.type !== "movie") return ignored("plex", noMovie(row.type))
    // The guid of the new agents is the same on every server; a rating key is one server's and may change.
    const own = guid?.startsWith("plex://") === true ? guid : ratingKey && `plex/${server}/${ratingKey}`
    const ids = idsInGuids([guid, ...(row.guids ?? []).map(guidIn)])
    const item = itemOf({ ...ids, own, title, year: made })
    if (what === undefined) return listed("plex", item)
    const progress = progressOf(row.offsetMs, row.durationMs)
    // Without a player nobody played: somebody set a mark.
    const isMark = what === "watched" && row.player === undefined
    return readSign(
      { source: "plex", place: `${server} ${row.player}`, item, what: isMark ? "marked" : what, progress },
      settings
    )
  }
}
