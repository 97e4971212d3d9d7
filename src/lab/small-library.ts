/** A small library lives through a workload: every action at its moment, on the real runtime, in virtual time. */
import { Effect } from "effect"
import type { Hint } from "../domain/event.ts"
import { aliasOf } from "../domain/identity.ts"
import { dayMs } from "../domain/time.ts"
import type { VirtualTime } from "../infra/clocks/virtual-time.ts"
import { AtRest } from "../services/at-rest.ts"
import { EventBus } from "../services/event-bus.ts"
import { Housekeeper } from "../services/housekeeping/housekeeper.ts"
import { TmdbProvider } from "../services/providers/tmdb-provider.ts"
import { Store } from "../services/store.ts"
import { type Asking, lookAt } from "./asking.ts"
import { countEvents, type MonthRow, noStates, totalsOf, waitsOf, type YearTotals } from "./monthly-counts.ts"
import { callsBetween, type ProviderTally } from "./provider-tally.ts"
import { eventsAfter } from "./step-recorder.ts"
import type { TimedAction } from "./workload.ts"

export interface SmallLibraryOptions {
  readonly time: VirtualTime
  readonly tally: ProviderTally
  readonly actions: Iterable<TimedAction>
  /** Where it ends, epoch milliseconds. */
  readonly toMs: number
  /** Told of every new day. */
  readonly onDay: (at: number) => void
}

export interface Year {
  readonly months: ReadonlyArray<MonthRow>
  readonly totals: YearTotals
}

/** The first so many films of the discover list, as hints. */
export const catalogue = Effect.fnUntraced(function* (count: number) {
  const tmdb = yield* TmdbProvider
  const films: Array<Hint> = []
  for (let page = 1; films.length < count; page++) {
    const { hits, pages } = yield* tmdb.discover(page, "background")
    for (const { id, title, year } of hits) {
      films.push({ movie: aliasOf("tmdb", id), title, ...(year === undefined ? {} : { year }) })
    }
    if (page >= pages) break
  }
  return films.slice(0, count) as ReadonlyArray<Hint>
})

/** Lets those who watch from outside have a turn: a key that was pressed, a screen that is drawn. */
const breathe = Effect.promise(() => new Promise<void>((resume) => void setImmediate(resume)))

const monthOf = (at: number): string => new Date(at).toISOString().slice(0, 7)

/** Does what the action says; a look is noted in `asked`. */
export const act = Effect.fnUntraced(function* (action: TimedAction, asked: Array<Asking>) {
  const bus = yield* EventBus
  switch (action.kind) {
    case "look":
      return void asked.push(yield* lookAt(action.film, action.level, action.session))
    case "play":
      return yield* bus.publish({ type: "PlaybackStarted", ...action.film, session: action.session })
    case "pin":
      return yield* bus.publish({ type: "MoviePinned", movie: action.film.movie, reason: "a favourite" })
    case "edit": {
      const value = `${action.film.title ?? "Untitled"} (as we call it)`
      return yield* bus.publish({ type: "MovieEdited", movie: action.film.movie, field: "tagline", value })
    }
    case "discover":
      return yield* bus.publish({ type: "DiscoverMoviesFetched", movies: action.films })
    case "housekeeping":
      return yield* bus.publish({ type: "HousekeepingRequested", mode: "plan" })
  }
})

/** Counts from the last row on; `row` closes a month. */
const makeLedger = Effect.fnUntraced(function* (tally: ProviderTally) {
  const store = yield* Store
  const housekeeper = yield* Housekeeper
  const all: Array<Asking> = []
  let asked: Array<Asking> = []
  let position = store.lastPosition()
  let calls = tally.calls()
  let lastPlan = ""
  let plansStopped = 0

  const notePlan = () => {
    const [newest] = housekeeper.plans()
    if (newest === undefined || newest.plan.hash === lastPlan) return
    lastPlan = newest.plan.hash
    if (newest.plan.breaker.stopped) plansStopped += 1
  }

  const row = Effect.fnUntraced(function* (month: string) {
    const events = yield* eventsAfter(position)
    const states = noStates()
    for (const { lifecycle } of store.all()) states[lifecycle.state] += 1
    const { imageBytes, movies, recordBytes } = store.status()
    const closed: MonthRow = {
      month,
      movies,
      states,
      recordBytes,
      imageBytes,
      calls: callsBetween(calls, tally.calls()),
      requests: asked.length,
      knownAtOnce: asked.filter(({ knownAtOnce }) => knownAtOnce).length,
      waits: waitsOf(asked),
      ...countEvents(events.map(({ event }) => event)),
      plansStopped
    }
    all.push(...asked)
    asked = []
    plansStopped = 0
    position = store.lastPosition()
    calls = tally.calls()
    return closed
  })
  return { ask: () => asked, notePlan, row, all }
})

/** Runs the actions; ends with the library at rest. */
export const liveThrough = Effect.fnUntraced(function* ({ actions, onDay, tally, time, toMs }: SmallLibraryOptions) {
  const atRest = yield* AtRest
  const ledger = yield* makeLedger(tally)
  const months: Array<MonthRow> = []
  let day = Math.floor(time.now / dayMs)

  const reach = Effect.fnUntraced(function* (at: number) {
    for (let next = (day + 1) * dayMs; next <= at; next += dayMs) {
      const month = monthOf(time.now)
      yield* time.advanceTo(next)
      day += 1
      ledger.notePlan()
      if (monthOf(next) !== month) months.push(yield* ledger.row(month))
      onDay(next)
      yield* breathe
    }
    yield* time.advanceTo(at)
  })

  for (const action of actions) {
    yield* reach(action.at)
    yield* act(action, ledger.ask())
  }
  yield* reach(toMs)
  yield* atRest.wait
  if (monthOf(toMs - 1) === monthOf(toMs)) months.push(yield* ledger.row(monthOf(toMs)))
  return { months, totals: totalsOf(months, ledger.all) } satisfies Year
})
