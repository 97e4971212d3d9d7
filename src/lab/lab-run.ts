/** One run of the lab: the story, then a year of a small library, in a directory of its own. The same seed, the same bytes. */
import { Effect, Fiber } from "effect"
import { statSync } from "node:fs"
import { dayMs, hourMs, minuteMs } from "../domain/time.ts"
import { VirtualTime } from "../infra/clocks/virtual-time.ts"
import { EventBus } from "../services/event-bus.ts"
import type { Thresholds } from "../services/housekeeping/thresholds.ts"
import { makeDice } from "./dice.ts"
import { journalHash } from "./journal-hash.ts"
import { prepareLabDirectory, sealLabDirectory } from "./lab-directory.ts"
import { labLayer, labThresholds } from "./lab-library.ts"
import { makeProviderTally, type Outage, type ProviderTally } from "./provider-tally.ts"
import { catalogue, liveThrough, type Year } from "./small-library.ts"
import type { StoryStep } from "./step-recorder.ts"
import { tellStory } from "./story.ts"
import { workload } from "./workload.ts"

export interface LabRunOptions {
  /** Absolute; made anew. */
  readonly directory: string
  /** The folder of replay packs. */
  readonly fixtures: string
  readonly seed: string
  /** How many days of the year the small library lives. */
  readonly days: number
  readonly onStep: (step: StoryStep) => Effect.Effect<void>
  readonly onYear: Effect.Effect<void>
  /** How much of the year is over, 0 to 1. */
  readonly onDay: (share: number, at: number) => void
}

export interface LabReport {
  readonly seed: string
  readonly directory: string
  readonly story: ReadonlyArray<StoryStep>
  readonly year: Year
  readonly outages: ReadonlyArray<Outage>
  readonly thresholds: Thresholds
  /** The library's own time at the end, epoch milliseconds. */
  readonly endedAt: number
  readonly journalBytes: number
  /** SHA-256 of the journal, in hex. */
  readonly journalHash: string
}

const storyFrom = Date.UTC(2025, 5, 27, 19, 2)
const yearFrom = Date.UTC(2026, 0, 1)
const yearTo = yearFrom + 365 * dayMs

const filmsAtFirst = 240
const filmsNew = 60
const habits = { sessionsPerDay: 4, skew: 1, fashionShare: 0.4 }

const outagesCount = 8
const outageHoursMax = 20

/** Now and then a provider is away for some hours. */
const outagesOf = (seed: string): ReadonlyArray<Outage> => {
  const dice = makeDice(`outages ${seed}`)
  return Array.from({ length: outagesCount }, () => {
    const from = Math.round(dice.between(yearFrom, yearTo - dayMs))
    const provider = dice.chance(0.6) ? ("tmdb" as const) : ("wikipedia" as const)
    return { provider, from, to: Math.round(from + dice.between(hourMs, outageHoursMax * hourMs)) }
  }).toSorted((a, b) => a.from - b.from)
}

const liveAYear = Effect.fnUntraced(function* (time: VirtualTime, tally: ProviderTally, options: LabRunOptions) {
  const bus = yield* EventBus
  const asked = yield* Effect.forkChild(catalogue(filmsAtFirst + filmsNew))
  yield* time.advance(minuteMs)
  const films = yield* Fiber.join(asked)
  const known = films.slice(0, filmsAtFirst)
  yield* time.advanceTo(yearFrom)
  yield* bus.publish({ type: "BulkImportRequested", movies: known })
  const actions = workload({
    ...habits,
    seed: options.seed,
    fromMs: yearFrom,
    days: options.days,
    films: known,
    newFilms: films.slice(filmsAtFirst)
  })
  const toMs = yearFrom + options.days * dayMs
  const onDay = (at: number) => options.onDay((at - yearFrom) / (toMs - yearFrom), at)
  return yield* liveThrough({ time, tally, actions, toMs, onDay })
})

const live = Effect.fnUntraced(function* (time: VirtualTime, tally: ProviderTally, options: LabRunOptions) {
  const story = yield* tellStory(time, tally, options.onStep)
  yield* options.onYear
  const year = yield* liveAYear(time, tally, options)
  return { story, year }
})

export const runLab = Effect.fnUntraced(function* (options: LabRunOptions) {
  const { directory, fixtures, seed } = options
  const marker = { seed, thresholds: labThresholds }
  yield* prepareLabDirectory(directory, marker)
  const time = new VirtualTime(storyFrom)
  const outages = outagesOf(seed)
  const tally = makeProviderTally(outages)
  const lived = live(time, tally, options).pipe(
    Effect.provide(labLayer({ directory, fixtures, tally })),
    Effect.scoped,
    Effect.exit
  )
  const { story, year } = yield* yield* Effect.promise(() => time.run(lived, seed))
  yield* sealLabDirectory(directory, { ...marker, endedAt: time.now })
  const report: LabReport = {
    seed,
    directory,
    story,
    year,
    outages: outages.filter(({ from }) => from < time.now),
    thresholds: labThresholds,
    endedAt: time.now,
    journalBytes: statSync(`${directory}/journal.ndjson`).size,
    journalHash: journalHash(directory)
  }
  return report
})
