/** What can happen between a library and its providers, as data. The films are some that the fixtures know. */
import fc from "fast-check"
import { levels } from "../../../src/domain/level.ts"
import { dayMs, hourMs, minuteMs, secondMs } from "../../../src/domain/time.ts"
import type { FaultSpec } from "../../../src/infra/stand-in/fault-spec.ts"
import { allFaults } from "../../../src/infra/stand-in/faults/all-faults.ts"
import type { ProviderName } from "../../../src/services/data-provider.ts"

export interface Film {
  readonly movie: string
  readonly title?: string
  readonly year?: number
}

/** By id, by another authority's id, and by a hint with which TMDB is searched. */
export const films: ReadonlyArray<Film> = [
  { movie: "tmdb:13" },
  { movie: "tmdb:680", title: "Pulp Fiction", year: 1994 },
  { movie: "imdb:tt0111161" },
  { movie: "file:/films/The Godfather (1972).mkv", title: "The Godfather", year: 1972 }
]

const film = fc.constantFrom(...films)

/** Paths by which a part of what a provider is asked is hit, and the rest is not. */
const paths = ["/movie/13*", "/movie/*", "*append_to_response*", "/search/*", "/find/*", "*backdrop*"]

const providers: ReadonlyArray<ProviderName> = ["tmdb", "images", "wikidata", "wikipedia"]

/** The faults that look like knowledge come more often: all others end as a failure. */
const isConvincing = ({ kind }: (typeof allFaults)[number]) =>
  kind === "wrong-movie" || kind === "drifted-fields" || kind === "merged-id"

const anyFault: fc.Arbitrary<FaultSpec> = fc
  .record({
    fault: fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(...allFaults) },
      { weight: 1, arbitrary: fc.constantFrom(...allFaults.filter(isConvincing)) }
    ),
    provider: fc.option(fc.constantFrom(...providers), { nil: undefined }),
    path: fc.option(fc.constantFrom(...paths), { nil: undefined, freq: 4 }),
    probability: fc.constantFrom(0.3, 0.7, 1, 1),
    times: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
    seed: fc.nat(1_000),
    delayMs: fc.constantFrom(2 * secondMs, 15 * secondMs),
    retryAfterSeconds: fc.constantFrom(0, 2, 20, 3_600, 100_000)
  })
  .map(({ fault, path, provider, times, ...rest }) => {
    const only: ReadonlyArray<ProviderName> | undefined = fault.only
    const hit = provider === undefined || only?.includes(provider) === false ? undefined : provider
    return {
      kind: fault.kind,
      ...rest,
      bytes: 2 * 1_024 * 1_024,
      ...(hit === undefined ? {} : { provider: hit }),
      ...(path === undefined ? {} : { path }),
      ...(times === undefined ? {} : { times })
    }
  })

/** A provider that nobody reaches: every connection to it is reset. */
const down: fc.Arbitrary<FaultSpec> = fc.record({
  kind: fc.constant("connection-reset" as const),
  provider: fc.constantFrom(...providers)
})

const ask = fc.record({ kind: fc.constant("ask" as const), film, level: fc.constantFrom(...levels) })
const bulk = fc.record({ kind: fc.constant("bulk" as const), level: fc.constantFrom(...levels.slice(1)) })
const refresh = fc.record({ kind: fc.constant("refresh" as const), film })
const faults = fc.record({
  kind: fc.constant("faults" as const),
  faults: fc.array(fc.oneof({ weight: 4, arbitrary: anyFault }, { weight: 1, arbitrary: down }), {
    minLength: 1,
    maxLength: 3
  })
})
const calm = fc.record({ kind: fc.constant("calm" as const) })
const pass = fc.record({
  kind: fc.constant("pass" as const),
  durationMs: fc.constantFrom(secondMs, minuteMs, 10 * minuteMs, 3 * hourMs, dayMs, 8 * dayMs)
})
const restart = fc.record({
  kind: fc.constant("restart" as const),
  how: fc.constantFrom("close" as const, "kill" as const, "power" as const)
})

export const faultAction = fc.oneof(
  { weight: 6, arbitrary: ask },
  { weight: 2, arbitrary: bulk },
  { weight: 3, arbitrary: refresh },
  { weight: 5, arbitrary: faults },
  { weight: 1, arbitrary: calm },
  { weight: 4, arbitrary: pass },
  { weight: 1, arbitrary: restart }
)
export type FaultAction = typeof faultAction extends fc.Arbitrary<infer T> ? T : never

/** Most lives begin with somebody who wants something of a provider that is in trouble already. */
export const faultActions: fc.Arbitrary<ReadonlyArray<FaultAction>> = fc
  .tuple(fc.array(fc.oneof(ask, faults), { maxLength: 2 }), fc.array(faultAction, { maxLength: 8, size: "max" }))
  .map(([first, rest]) => [...first, ...rest])

const everything = { kind: "ask", film: films[0]!, level: "deep" } as const
const faulty = (...specs: ReadonlyArray<FaultSpec>): FaultAction => ({ kind: "faults", faults: [...specs] })

/** A film that is known, and another film's answers under its id, for some hours. */
export const mistakenLater: ReadonlyArray<FaultAction> = [
  everything,
  faulty({ kind: "wrong-movie", variant: "the-asked-id" }),
  { kind: "refresh", film: films[0]! },
  { kind: "pass", durationMs: 3 * hourMs }
]

/** Another film's answer from the beginning, and the truth afterwards: one of the two must give way in the end. */
export const mistakenFirst: ReadonlyArray<FaultAction> = [
  faulty({ kind: "wrong-movie", variant: "the-asked-id", provider: "tmdb", times: 1 }),
  { ...everything, level: "medium" },
  everything
]

/** A provider that denies a film for a while. */
export const denied: ReadonlyArray<FaultAction> = [faulty({ kind: "not-found", provider: "tmdb" }), everything]

/** Answers that lead elsewhere. */
export const ledAstray: ReadonlyArray<FaultAction> = [
  faulty({ kind: "redirect", variant: "foreign-host" }),
  everything,
  faulty({ kind: "redirect", variant: "private-address" }),
  { ...everything, film: films[1]! }
]

/** A provider that fails while much is wanted of it. */
export const brokenDown: ReadonlyArray<FaultAction> = [
  faulty({ kind: "server-error", provider: "tmdb" }),
  { kind: "bulk", level: "deep" },
  { kind: "pass", durationMs: 10 * minuteMs }
]

/** More questions in a day than the day has. */
export const busyDay: ReadonlyArray<FaultAction> = [
  faulty(
    { kind: "connection-reset", path: "*backdrop*" },
    { kind: "drifted-fields", variant: "wrong-types", provider: "tmdb" }
  ),
  { kind: "bulk", level: "deep" },
  { kind: "pass", durationMs: 3 * hourMs },
  { kind: "restart", how: "kill" },
  { kind: "bulk", level: "deep" },
  { kind: "pass", durationMs: 3 * hourMs }
]
