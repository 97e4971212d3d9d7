/** What whoever runs the library reads in the log about a provider: once when it changes, not at every call (RUN-4). */
import { Duration, Effect } from "effect"
import type { CircuitBreaker } from "effect/persistence"
import type { ProviderName } from "../../services/data-provider.ts"
import { round } from "./refusals.ts"

export interface ProviderNews {
  /** The provider asked to be left alone for longer than anybody waits. */
  readonly paused: (status: number, delayMs: number) => Effect.Effect<void>
  /** A call has ended, with this status or without an answer. */
  readonly heard: (breaker: CircuitBreaker.State, status: number | undefined) => Effect.Effect<void>
}

const isKeyRefused = (status: number | undefined): boolean => status === 401 || status === 403

export const makeProviderNews = (provider: ProviderName): ProviderNews => {
  const told = { isOpen: false, isKeyRefused: false }

  const ofBreaker = (breaker: CircuitBreaker.State): Effect.Effect<void> => {
    const isOpen = breaker._tag === "Open"
    // While one call tries it, nothing is known yet.
    if (breaker._tag === "HalfOpen" || isOpen === told.isOpen) return Effect.void
    told.isOpen = isOpen
    if (!isOpen) return Effect.logInfo(`${provider} answers again.`)
    const pause = round(Duration.toMillis(breaker.retryAfter))
    return Effect.logWarning(`${provider} is left alone: its calls fail one after the other. It is tried in ${pause}.`)
  }
  const ofKey = (status: number | undefined): Effect.Effect<void> => {
    if (status === undefined || isKeyRefused(status) === told.isKeyRefused) return Effect.void
    told.isKeyRefused = isKeyRefused(status)
    if (!told.isKeyRefused) return Effect.logInfo(`${provider} accepts the key again.`)
    return Effect.logWarning(
      `${provider} refuses us with status ${status}: look at its key and at what the key allows.`
    )
  }

  return {
    paused: (status, delayMs) =>
      Effect.logWarning(`${provider} asked with status ${status} to be left alone for ${round(delayMs)}.`),
    heard: (breaker, status) => Effect.andThen(ofBreaker(breaker), ofKey(status))
  }
}
