/** Why something was not learnt, in one form for whatever failed. */
import type { Candidate } from "../../domain/event.ts"
import type { Alias } from "../../domain/identity.ts"
import type { ProviderError } from "../data-provider.ts"
import type { ImageRefused } from "../image-files.ts"
import type { StoreError } from "../store.ts"
import type { IdentifyError } from "../enrichers/identify-movie.ts"

export interface Failure {
  /** A short word for people and statistics: `NotThere`, `Unmatched`, `ProviderUnreachable`, ... */
  readonly reason: string
  readonly detail: string
  /** It is not there, or nobody can tell: asking again soon would give the same answer. */
  readonly isAbsent: boolean
  readonly retryAfterMs?: number | undefined
  readonly candidates?: ReadonlyArray<Candidate>
  /** Names of the movie that were found out all the same. */
  readonly aliases?: ReadonlyArray<Alias>
}

const absentReasons = new Set(["NotThere", "FixtureMissing"])

/** The failure behind an error of a provider, the image files, the store, or the matching. */
export const failureFrom = (error: ProviderError | ImageRefused | StoreError | IdentifyError): Failure => {
  const detail = error.message
  switch (error._tag) {
    case "ProviderError": {
      const { reason } = error
      const retryAfterMs = reason._tag === "ProviderRefused" ? reason.retryAfterMs : undefined
      return { reason: reason._tag, detail, isAbsent: absentReasons.has(reason._tag), retryAfterMs }
    }
    case "Unmatched":
      return { reason: error._tag, detail, isAbsent: true, candidates: error.candidates }
    case "IdentifiedOffline": {
      const { alias, candidates } = error
      const failure = { ...failureFrom(error.error), detail }
      // It is tried as soon as TMDB may answer again, but until then a person can choose.
      return alias === null ? { ...failure, reason: "Unmatched", candidates } : { ...failure, aliases: [alias] }
    }
    case "ImageRefused":
      return { reason: error._tag, detail, isAbsent: false }
    case "StoreError":
      return { reason: error.reason._tag, detail, isAbsent: false }
  }
}

/** Something took longer than anything may. */
export const tookTooLong = (what: string, limitMs: number): Failure => ({
  reason: "TookTooLong",
  detail: `${what} took longer than ${limitMs / 1_000} seconds`,
  isAbsent: false
})

/** The movie was forgotten while it was being enriched. */
export const movieGone: Failure = {
  reason: "MovieGone",
  detail: "The movie is not in the library any more.",
  isAbsent: true
}
