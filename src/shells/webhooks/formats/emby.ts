/** Emby, and Jellyfin's other plugin: nested objects. Positions in ticks of 100 ns. */
import { hintFrom } from "../../../services/inbox/item-hint.ts"
import { repeatGapMs } from "../../../services/inbox/occasions.ts"
import { filePath, flag, hasAll, line, number, readRow, type Row, wordIn, year } from "../fields.ts"
import { itemOf } from "../item.ts"
import { ignored, listed, progressOf, readSign, type Sign } from "../playback.ts"
import { mappedPath, type WebhookSettings } from "../webhook-settings.ts"
import { type Format, noMovie } from "./format.ts"

const table = {
  event: line("Event"),
  server: line("Server.Id", "Server.Name"),
  player: line("Session.DeviceId", "Session.DeviceName", "Session.Id", "Session.Client"),
  type: line("Item.Type"),
  id: line("Item.Id"),
  path: filePath("Item.Path"),
  title: line("Item.Name"),
  year: year("Item.ProductionYear"),
  tmdb: line("Item.ProviderIds.Tmdb", "Item.ProviderIds.tmdb"),
  imdb: line("Item.ProviderIds.Imdb", "Item.ProviderIds.imdb"),
  positionTicks: number("PlaybackInfo.PositionTicks", "Session.PlayState.PositionTicks"),
  durationTicks: number("Item.RunTimeTicks"),
  completed: flag("PlaybackInfo.PlayedToCompletion")
}

const signs: Readonly<Record<string, Sign["what"]>> = {
  "playback.start": "start",
  play: "start",
  "playback.unpause": "going",
  "playback.pause": "going",
  "playback.progress": "going",
  pause: "going",
  resume: "going",
  progress: "going",
  "playback.stop": "stop",
  stop: "stop",
  "playback.scrobble": "watched",
  scrobble: "watched",
  "item.markplayed": "marked",
  markplayed: "marked"
}

type EmbyRow = Row<typeof table>

const itemIn = ({ id, imdb, server = "unknown", title, tmdb, year: made }: EmbyRow) =>
  itemOf({ tmdb, imdb, own: id && `emby/${server}/${id}`, title, year: made })

/** A new item with a path is a file, and with an id it is a file of a known movie. */
const added = (row: EmbyRow, { paths }: WebhookSettings) => {
  const item = itemIn(row)
  if (row.path === undefined) return listed("emby", item)
  const { aliases: _, movie, ...told } = hintFrom(item) ?? { movie: undefined }
  const path = mappedPath(row.path, paths)
  const aliases = movie === undefined ? {} : { aliases: [...item.aliases, ...(item.own === null ? [] : [item.own])] }
  const body = { type: "VideoFileDetected", path, ...told, ...aliases } as const
  const occasion = { key: `emby added ${path}`, gapMs: repeatGapMs, phase: "going" } as const
  return { kind: "speaking", source: "emby", occasion, sayings: [{ mark: "added", body }], checks: [] } as const
}

export const emby: Format = {
  name: "emby",
  recognises: (payload) => hasAll(payload, "Event") && (hasAll(payload, "Item") || hasAll(payload, "Server")),
  read: (payload, settings) => {
    const row = readRow(table, payload)
    const event = (row.event ?? "no event").toLowerCase()
    const what = wordIn(signs, event)
    const isNew = event === "library.new" || event === "itemadded"
    if (what === undefined && !isNew) return ignored("emby", `${event} says nothing about a movie`)
    if (row.type !== "Movie") return ignored("emby", noMovie(row.type))
    if (what === undefined) return added(row, settings)
    const isWatched = what === "stop" && row.completed === true
    const place = `${row.server} ${row.player}`
    const progress = progressOf(row.positionTicks, row.durationTicks)
    return readSign(
      { source: "emby", place, item: itemIn(row), what: isWatched ? "watched" : what, progress },
      settings
    )
  }
}
