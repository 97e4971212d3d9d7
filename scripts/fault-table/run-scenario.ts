/**
 * Lives through one fault with a fresh library: a film that is deep already and one that nobody knows. Then the fault begins;
 * the new film is asked for, the known one is refreshed, and another new one is asked for after that.
 */
import { Clock, Effect } from "effect"
import type { Movie } from "../../src/domain/movie.ts"
import { type ProviderBudget, ProviderBudgets } from "../../src/infra/http/provider-budgets.ts"
import { StandIn } from "../../src/infra/stand-in/stand-in.ts"
import type { ProviderTally } from "../../src/infra/stand-in/tally.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Library, type Outcome } from "../../src/services/library.ts"
import type { Scenario } from "./scenarios.ts"
import { tableLibrary } from "./table-library.ts"

export interface Witnessed {
  /** When the fault began, and when all was over. */
  readonly faultAt: number
  readonly now: number
  readonly unknown: { readonly outcome: Outcome; readonly movie: Movie | undefined }
  readonly known: { readonly before: Movie; readonly after: Movie; readonly coming: string | null }
  readonly later: Outcome
  readonly budget: ProviderBudget
  readonly door: ProviderTally
  readonly log: ReadonlyArray<string>
}

const knownFilm = "tmdb:13"
const newFilm = "tmdb:680"
const laterFilm = "tmdb:278"

/** Nothing may take longer: every call has its deadline. */
const patience = "20 seconds"

/** So that what was said before the fault is older than the fault. */
const apartMs = 10

const asked = (movie: string) =>
  Library.use((library) => library.requestAndWait({ movie, level: "deep" })).pipe(Effect.timeout(patience))

const found = (movie: string) => Library.use((library) => library.find(movie))

const live = Effect.fnUntraced(function* ({ faults, provider }: Scenario, log: ReadonlyArray<string>) {
  const standIn = yield* StandIn
  const library = yield* Library
  const atRest = yield* AtRest
  yield* asked(knownFilm)
  yield* atRest.wait
  const before = (yield* found(knownFilm))!
  yield* Effect.sleep(apartMs)
  const faultAt = yield* Clock.currentTimeMillis
  standIn.resetCounters()
  yield* standIn.addFaults(faults)
  const outcome = yield* asked(newFilm)
  yield* (yield* EventBus).publish({ type: "ProviderRefreshRequested", movie: knownFilm })
  yield* atRest.wait
  const { coming } = yield* library.request({ movie: knownFilm, level: "deep" })
  const later = yield* asked(laterFilm)
  yield* atRest.wait
  const budgets = yield* (yield* ProviderBudgets).status
  const witnessed: Witnessed = {
    faultAt,
    now: yield* Clock.currentTimeMillis,
    unknown: { outcome, movie: yield* found(newFilm) },
    known: { before, after: (yield* found(knownFilm))!, coming },
    later,
    budget: budgets.find((row) => row.provider === provider)!,
    door: standIn.status().providers[provider],
    log: [...log]
  }
  return witnessed
})

export const runScenario = Effect.fnUntraced(function* (scenario: Scenario) {
  const { baseUrls, clearFaults } = yield* StandIn
  const log: Array<string> = []
  return yield* live(scenario, log).pipe(
    Effect.provide(tableLibrary(baseUrls, log, true)),
    Effect.scoped,
    Effect.ensuring(Effect.sync(clearFaults))
  )
})
