/** What a path says: readings, the best first. A reading is a claim with a score and reasons, never a decision. */

export type NameKind = "movie" | "extra" | "episode" | "unknown"

export type ExtraKind =
  | "trailer"
  | "sample"
  | "featurette"
  | "behind the scenes"
  | "deleted scene"
  | "interview"
  | "scene"
  | "short"
  | "clip"
  | "other"

export interface NameIds {
  readonly tmdb: number | null
  readonly imdb: string | null
  readonly tvdb: number | null
}

export const noIds: NameIds = { tmdb: null, imdb: null, tvdb: null }

/** Where in a series a file belongs: a season and episodes, or the day it was shown. */
export interface EpisodePlace {
  readonly season: number | null
  readonly episodes: ReadonlyArray<number>
  /** `YYYY-MM-DD`, for a series that counts by days. */
  readonly date: string | null
}

export type TagKind = "picture" | "source" | "codec" | "audio" | "language" | "service" | "flag"

/** A word about the file and not about the film, recognised and left out of the title. */
export interface NameTag {
  readonly kind: TagKind
  readonly value: string
}

export interface NameReading {
  readonly kind: NameKind
  /** The title of the film; for an extra the film it belongs to, for an episode the series. */
  readonly title: string | null
  /** Other titles that the name gives: after AKA, in brackets, in another script. */
  readonly alternativeTitles: ReadonlyArray<string>
  readonly year: number | null
  readonly ids: NameIds
  readonly edition: string | null
  /** Which of several files that are one film: `cd2` is 2. */
  readonly part: number | null
  /** The folder structure of a disc that the file lies in. */
  readonly disc: "BDMV" | "VIDEO_TS" | null
  readonly extra: ExtraKind | null
  readonly episode: EpisodePlace | null
  readonly tags: ReadonlyArray<NameTag>
  /** From 0 to 1; comparable within one path only. */
  readonly score: number
  readonly reasons: ReadonlyArray<string>
}
