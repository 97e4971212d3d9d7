/** Watches one movie while something is done with the library, and writes down what came of it. */
import { Effect } from "effect"
import type { MovieRef } from "../domain/identity.ts"
import type { Kept, LifecycleState } from "../domain/level.ts"
import { Library } from "../services/library.ts"
import { type LoggedEvent, Store } from "../services/store.ts"
import type { Asking } from "./asking.ts"
import { type Calls, callsBetween, type ProviderTally } from "./provider-tally.ts"
import type { Telling } from "./story-tellings.ts"

export interface Standing {
  readonly state: LifecycleState
  readonly kept: Kept | null
}

export interface Weight {
  readonly recordBytes: number
  readonly imageBytes: number
}

/** What one step of a story was, and what came of it. Times are epoch milliseconds of the story. */
export interface StoryStep extends Telling {
  readonly from: number
  readonly to: number
  readonly before: Standing | null
  readonly after: Standing | null
  readonly events: ReadonlyArray<LoggedEvent>
  readonly calls: Calls
  readonly weightBefore: Weight
  readonly weight: Weight
  readonly asked: ReadonlyArray<Asking>
}

const pageSize = 1_000

/** All events after a position. */
export const eventsAfter = Effect.fnUntraced(function* (position: number) {
  const store = yield* Store
  const events: Array<LoggedEvent> = []
  for (;;) {
    const page = yield* store.read(position + events.length + 1, pageSize)
    events.push(...page)
    if (page.length < pageSize) return events
  }
})

const look = Effect.fnUntraced(function* (ref: MovieRef) {
  const library = yield* Library
  const store = yield* Store
  const movie = yield* library.find(ref)
  const columns = movie === undefined ? undefined : store.columns(movie.id)
  const standing: Standing | null =
    movie === undefined ? null : { state: movie.lifecycle.state, kept: movie.lifecycle.kept }
  const weight: Weight = {
    recordBytes: columns?.recordBytes ?? 0,
    imageBytes: (columns?.smallImageBytes ?? 0) + (columns?.hdImageBytes ?? 0)
  }
  return { standing, weight }
})

/** What a step is about. `time` is any clock, `tally` counts what the providers were asked. */
export interface StepSubject {
  readonly movie: MovieRef
  readonly time: { readonly now: number }
  readonly tally: Pick<ProviderTally, "calls">
}

/** Does something and records it as a step of the story of one movie. */
export const recordStep = Effect.fnUntraced(function* <E, R>(
  telling: Telling,
  subject: StepSubject,
  what: Effect.Effect<ReadonlyArray<Asking>, E, R>
) {
  const { movie, tally, time } = subject
  const store = yield* Store
  const from = time.now
  const position = store.lastPosition()
  const callsBefore = tally.calls()
  const before = yield* look(movie)
  const asked = yield* what
  const after = yield* look(movie)
  const step: StoryStep = {
    ...telling,
    from,
    to: time.now,
    before: before.standing,
    after: after.standing,
    events: yield* eventsAfter(position),
    calls: callsBetween(callsBefore, tally.calls()),
    weightBefore: before.weight,
    weight: after.weight,
    asked
  }
  return step
})
