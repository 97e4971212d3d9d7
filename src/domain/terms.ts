/** What the terms of TMDB allow: nothing is kept longer than 180 days without being refreshed (LIFE-8). */
import { dayMs } from "./time.ts"

export const providerTermMs = 180 * dayMs

/** Refreshing begins so long before the term ends, so that an outage of weeks does no harm. */
export const refreshLeadMs = 30 * dayMs

/** Values of this age are due to be refreshed. */
export const refreshAgeMs = providerTermMs - refreshLeadMs

/** What TMDB's terms ask everybody to say who shows what comes from there. */
export const tmdbNotice =
  "This product uses TMDB and the TMDB APIs but is not endorsed, certified, or otherwise approved by TMDB."
