/** The webhook plugin of Jellyfin: one flat object, often called text, with line breaks in its texts. Positions in ticks of 100 ns. */
import { flag, hasAll, line, number, readRow, wordIn, year } from "../fields.ts"
import { itemOf } from "../item.ts"
import { ignored, listed, progressOf, readSign, type Sign } from "../playback.ts"
import { type Format, noMovie } from "./format.ts"

const table = {
  event: line("NotificationType"),
  server: line("ServerId", "ServerName"),
  /** Not the user: there is one notification for every user of a session. */
  player: line("DeviceId", "DeviceName", "ClientName"),
  type: line("ItemType"),
  id: line("ItemId"),
  title: line("Name"),
  year: year("Year"),
  tmdb: line("Provider_tmdb"),
  imdb: line("Provider_imdb"),
  positionTicks: number("PlaybackPositionTicks"),
  durationTicks: number("RunTimeTicks"),
  completed: flag("PlayedToCompletion"),
  played: flag("Played"),
  saveReason: line("SaveReason")
}

const signs: Readonly<Record<string, Sign["what"]>> = {
  PlaybackStart: "start",
  PlaybackProgress: "going",
  PlaybackStop: "stop"
}

export const jellyfin: Format = {
  name: "jellyfin",
  recognises: (payload) => hasAll(payload, "NotificationType"),
  read: (payload, settings) => {
    const row = readRow(table, payload)
    const { event = "no event", id, imdb, server = "unknown", title, tmdb, year: made } = row
    const isMark = event === "UserDataSaved"
    const what = isMark ? "marked" : wordIn(signs, event)
    if (what === undefined && event !== "ItemAdded") return ignored("jellyfin", `${event} says nothing about a movie`)
    if (row.type !== "Movie") return ignored("jellyfin", noMovie(row.type))
    const item = itemOf({ tmdb, imdb, own: id && `jellyfin/${server}/${id}`, title, year: made })
    if (what === undefined) return listed("jellyfin", item)
    if (isMark && (row.saveReason !== "TogglePlayed" || row.played !== true)) {
      return ignored("jellyfin", "nothing was marked as seen")
    }
    const progress = progressOf(row.positionTicks, row.durationTicks)
    const isWatched = what === "stop" && row.completed === true
    return readSign(
      { source: "jellyfin", place: `${server} ${row.player}`, item, what: isWatched ? "watched" : what, progress },
      settings
    )
  }
}
