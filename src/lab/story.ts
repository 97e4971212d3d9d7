/**
 * The real case, step by step: a click in an actor's filmography, a movie that nobody knew, curiosity, half a year of
 * silence, and a return. Only the clock is not real; the runtime is.
 */
import { Effect, Fiber } from "effect"
import type { Hint } from "../domain/event.ts"
import { aliasOf, type PersonId } from "../domain/identity.ts"
import type { Level } from "../domain/level.ts"
import { dayMs, hourMs, minuteMs } from "../domain/time.ts"
import type { VirtualTime } from "../infra/clocks/virtual-time.ts"
import { EventBus } from "../services/event-bus.ts"
import { PeopleRepository } from "../services/people-repository.ts"
import { type Asking, lookAt } from "./asking.ts"
import type { ProviderTally } from "./provider-tally.ts"
import { recordStep, type StoryStep } from "./step-recorder.ts"
import { type Telling, tellings } from "./story-tellings.ts"

const actor = "tmdb-31" as PersonId
const movie = aliasOf("tmdb", 13)
/** The movie is left alone for so long: two days more than the age rule asks for. */
const silenceDays = 182

const nobodyAsked: ReadonlyArray<Asking> = []

/** The list that the click is made in: what it says of the movie is all that is known at first. */
const filmography = Effect.fnUntraced(function* (time: VirtualTime) {
  const people = yield* PeopleRepository
  const asked = yield* Effect.forkChild(people.filmography(actor))
  yield* time.advance(minuteMs)
  const entry = (yield* Fiber.join(asked)).find(({ hint }) => hint.movie === movie)
  return entry?.hint ?? { movie }
})

const click = Effect.fnUntraced(function* (time: VirtualTime, hint: Hint) {
  const bus = yield* EventBus
  yield* bus.publish({ type: "RelatedMovieRequested", ...hint, person: actor })
  yield* time.advance(minuteMs)
  return nobodyAsked
})

const opened = Effect.fnUntraced(function* (time: VirtualTime, hint: Hint, level: Level, session: string) {
  const asking = yield* lookAt(hint, level, session)
  yield* time.advance(minuteMs)
  return [asking]
})

/** The housekeeping of every day, at four in the morning, until so many days have passed. */
const daysOfHousekeeping = Effect.fnUntraced(function* (time: VirtualTime, days: number) {
  const bus = yield* EventBus
  const end = time.now + days * dayMs
  for (let at = Math.ceil(time.now / dayMs) * dayMs + 4 * hourMs; at < end; at += dayMs) {
    yield* time.advanceTo(at)
    yield* bus.publish({ type: "HousekeepingRequested", mode: "plan" })
  }
  yield* time.advanceTo(end)
  return nobodyAsked
})

/** All steps, in order, each told as it ends; `time` moves on by about half a year. */
export const tellStory = Effect.fnUntraced(function* (
  time: VirtualTime,
  tally: ProviderTally,
  onStep: (step: StoryStep) => Effect.Effect<void>
) {
  const steps: Array<StoryStep> = []
  let hint: Hint = { movie }
  const tell = Effect.fnUntraced(function* <E, R>(telling: Telling, what: Effect.Effect<ReadonlyArray<Asking>, E, R>) {
    const step = yield* recordStep(telling, { movie, time, tally }, what)
    steps.push(step)
    yield* onStep(step)
  })
  const looking = Effect.map(filmography(time), (found) => {
    hint = found
    return nobodyAsked
  })
  yield* tell(tellings.filmography, looking)
  yield* tell(tellings.click, click(time, hint))
  yield* tell(tellings.opened, opened(time, hint, "basic", "first evening"))
  yield* tell(tellings.casting, opened(time, hint, "medium", "first evening"))
  yield* tell(tellings.everything, opened(time, hint, "deep", "first evening"))
  yield* tell(tellings.silence, daysOfHousekeeping(time, silenceDays))
  yield* tell(tellings.return, opened(time, hint, "deep", "half a year later"))
  return steps as ReadonlyArray<StoryStep>
})
