/**
 * What a sign of life from a player means. Every sign says that a playback began, so a lost start costs nothing; from the
 * source's share of the running time on the film was watched. A mark set by hand is kept apart: nobody played anything.
 */
import type { Hint } from "../../domain/event.ts"
import type { Item, Reading, Saying } from "../../services/inbox/inbox.ts"
import { repeatGapMs, sessionGapMs } from "../../services/inbox/occasions.ts"
import { keyOf } from "./item.ts"
import type { PlayerSource, WebhookSettings } from "./webhook-settings.ts"

export interface Sign {
  readonly source: PlayerSource
  /** Server and player, not who watches: several users of one session are one playback. */
  readonly place: string
  readonly item: Item
  readonly what: "start" | "going" | "stop" | "watched" | "marked"
  /** How far it came (0 to 1). */
  readonly progress: number | null
}

export const ignored = (source: string | null, reason: string): Reading => ({ kind: "ignored", source, reason })

/** The share of the running time; null when either is not known. */
export const progressOf = (position: number | undefined, duration: number | undefined): number | null =>
  position === undefined || duration === undefined || duration <= 0 ? null : position / duration

const begun = ({ item, source }: Sign): Saying => ({
  mark: "play",
  about: item,
  bodyOf: (hint) => ({ type: "PlaybackStarted", ...hint, from: source })
})

const seen = (item: Item, kind: "watched" | "marked"): Saying => ({
  mark: kind,
  about: item,
  bodyOf: ({ movie }: Hint) => ({ type: "MovieViewed", movie, kind })
})

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** A title alone is a guess, and nobody guesses. */
const isNameless = ({ aliases, own }: Item): boolean => aliases.length === 0 && own === null
const nameless = "it names neither an id nor an item of its server"

export const readSign = (sign: Sign, { watchedShare }: WebhookSettings): Reading => {
  const { item, place, progress, source, what } = sign
  if (isNameless(item)) return ignored(source, nameless)
  const key = `${source} ${place} ${keyOf(item)}`
  const speaking = { kind: "speaking", source, checks: [] } as const
  if (what === "marked") {
    const occasion = { key: `marked ${key}`, gapMs: repeatGapMs, phase: "going" } as const
    return { ...speaking, occasion, sayings: [seen(item, "marked")] }
  }
  const enough = watchedShare[source]
  const occasionOf = (phase: "start" | "going" | "end") => ({ key, gapMs: sessionGapMs, phase })
  if (what === "watched" || (what !== "start" && progress !== null && progress >= enough)) {
    return { ...speaking, occasion: occasionOf("end"), sayings: [begun(sign), seen(item, "watched")] }
  }
  if (what !== "stop") {
    return { ...speaking, occasion: occasionOf(what === "start" ? "start" : "going"), sayings: [begun(sign)] }
  }
  const where = progress === null ? "at an unknown place" : `at ${percent(progress)}`
  return ignored(source, `it was stopped ${where}; from ${percent(enough)} on it counts as watched`)
}

/** A movie that a server lists: it becomes known, and costs bytes, not calls. */
export const listed = (source: string, item: Item): Reading => {
  if (isNameless(item)) return ignored(source, nameless)
  const occasion = { key: `${source} listed ${keyOf(item)}`, gapMs: repeatGapMs, phase: "going" } as const
  const bodyOf = (hint: Hint) => ({ type: "DiscoverMoviesFetched", movies: [hint] }) as const
  return { kind: "speaking", source, occasion, sayings: [{ mark: "listed", about: item, bodyOf }], checks: [] }
}
