/** What the script tells the stand-in's process, what that process says back, and what is known of the invented films. */
export interface WantedOrders {
  readonly movies: number
  readonly askings: number
  /** Requests a second at each provider before the stand-in says 429. */
  readonly limit: number
  readonly latencyMs: number
  readonly imageLatencyMs: number
}

export interface StandInSaid {
  readonly baseUrls: Readonly<Record<string, string>>
}

/** The films that all are wanted at once, and those that a person asks for, by TMDB's numbers. */
export const bulkFilm = (index: number): number => 1_000_001 + index
export const askedFilm = (index: number): number => 2_000_001 + index
