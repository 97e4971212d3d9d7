/** Overseerr, Jellyseerr, Seerr: somebody wants a movie, or it has arrived. */
import type { Hint } from "../../../domain/event.ts"
import { repeatGapMs } from "../../../services/inbox/occasions.ts"
import { hasAll, line, readRow } from "../fields.ts"
import { itemOf, keyOf } from "../item.ts"
import { ignored, listed } from "../playback.ts"
import { type Format, noMovie } from "./format.ts"

const table = {
  event: line("notification_type"),
  subject: line("subject"),
  type: line("media.media_type", "media_type"),
  tmdb: line("media.tmdbId", "media_tmdbid"),
  imdb: line("media.imdbId", "media_imdbid")
}

const wanted = new Set(["MEDIA_PENDING", "MEDIA_APPROVED", "MEDIA_AUTO_APPROVED"])

/** The subject is a title with its year: `The Matrix (1999)`. */
const titled = (subject: string | undefined) => {
  const parts = /^(.*\S)\s+\(((?:18|19|20|21)\d\d)\)$/.exec(subject ?? "")
  return parts === null ? { title: subject } : { title: parts[1], year: Number(parts[2]) }
}

export const seerr: Format = {
  name: "seerr",
  recognises: (payload) => hasAll(payload, "notification_type"),
  read: (payload) => {
    const { event = "no event", imdb, subject, tmdb, type } = readRow(table, payload)
    const isWanted = wanted.has(event)
    if (!isWanted && event !== "MEDIA_AVAILABLE") return ignored("seerr", `${event} changes nothing here`)
    if (type !== "movie") return ignored("seerr", noMovie(type))
    const item = itemOf({ tmdb, imdb, ...titled(subject) })
    if (item.aliases.length === 0) return ignored("seerr", "it names no id")
    if (!isWanted) return listed("seerr", item)
    // Pending and approved are one wish.
    const occasion = { key: `seerr wanted ${keyOf(item)}`, gapMs: repeatGapMs, phase: "going" } as const
    const bodyOf = (hint: Hint) => ({ type: "MovieRequested", ...hint }) as const
    return {
      kind: "speaking",
      source: "seerr",
      occasion,
      sayings: [{ mark: "wanted", about: item, bodyOf }],
      checks: []
    }
  }
}
