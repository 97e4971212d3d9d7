/**
 * The first half of the real case with real answers: a click in a filmography, then basic, medium and deep of that movie, in a
 * library that stays, in real time. Half a year of silence is left out, because it would take half a year.
 */
import { Clock, Effect, Layer } from "effect"
import type { Hint } from "../domain/event.ts"
import { aliasOf, type PersonId } from "../domain/identity.ts"
import type { Level } from "../domain/level.ts"
import { ProviderBudgets } from "../infra/http/provider-budgets.ts"
import { NodeDisk } from "../infra/disk/node-disk.ts"
import { DiskImageFiles } from "../infra/image-files.ts"
import { JsonStore } from "../infra/json-store/json-store.ts"
import { AtRest } from "../services/at-rest.ts"
import { EventBus } from "../services/event-bus.ts"
import { PeopleRepository } from "../services/people-repository.ts"
import { dataSourceLayer, type DataSourceOptions } from "../shells/data-source-layer.ts"
import { type CoreSettings, coreLayer } from "../shells/library-layer.ts"
import { type Asking, lookUntilThere } from "./asking.ts"
import { makeProviderTally, type ProviderTally } from "./provider-tally.ts"
import { recordStep, type StoryStep } from "./step-recorder.ts"
import { type Telling, tellings } from "./story-tellings.ts"

export interface LiveStoryOptions {
  /** Absolute; a library that is there is opened and goes on. */
  readonly directory: string
  readonly source: DataSourceOptions
  readonly settings: Partial<CoreSettings>
  readonly onStep: (step: StoryStep) => Effect.Effect<void>
}

const actor = "tmdb-31" as PersonId
const movie = aliasOf("tmdb", 13)
const nobodyAsked: ReadonlyArray<Asking> = []

const liveLayer = ({ directory, settings, source }: LiveStoryOptions, tally: ProviderTally) =>
  coreLayer(settings).pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        JsonStore.layer({ directory, what: "reelstate start" }),
        DiskImageFiles.layer({ directory }),
        tally.layer.pipe(Layer.provideMerge(dataSourceLayer(directory, source)))
      )
    ),
    Layer.provide(NodeDisk.layer)
  )

const story = Effect.fnUntraced(function* (tally: ProviderTally, onStep: LiveStoryOptions["onStep"]) {
  const people = yield* PeopleRepository
  const bus = yield* EventBus
  const atRest = yield* AtRest
  const clock = yield* Clock.clockWith(Effect.succeed)
  const time = {
    get now() {
      return clock.currentTimeMillisUnsafe()
    }
  }
  const steps: Array<StoryStep> = []
  let hint: Hint = { movie }
  const tell = Effect.fnUntraced(function* <E, R>(telling: Telling, what: Effect.Effect<ReadonlyArray<Asking>, E, R>) {
    const step = yield* recordStep(telling, { movie, time, tally }, Effect.tap(what, atRest.wait))
    steps.push(step)
    yield* onStep(step)
  })
  const filmography = Effect.map(people.filmography(actor), (entries) => {
    hint = entries.find((entry) => entry.hint.movie === movie)?.hint ?? hint
    return nobodyAsked
  })
  const click = Effect.suspend(() =>
    Effect.as(bus.publish({ type: "RelatedMovieRequested", ...hint, person: actor }), nobodyAsked)
  )
  const opened = (level: Level) =>
    Effect.suspend(() => Effect.map(lookUntilThere(hint, level, "live story"), (asking) => [asking]))
  yield* tell(tellings.filmography, filmography)
  yield* tell(tellings.click, click)
  yield* tell(tellings.opened, opened("basic"))
  yield* tell(tellings.casting, opened("medium"))
  yield* tell(tellings.everything, opened("deep"))
  return steps as ReadonlyArray<StoryStep>
})

/** Lives the story, and tells at the end what is left of each provider's patience. */
export const runLiveStory = Effect.fnUntraced(function* (options: LiveStoryOptions) {
  const tally = makeProviderTally()
  return yield* Effect.gen(function* () {
    const steps = yield* story(tally, options.onStep)
    const budgets = yield* ProviderBudgets.use(({ status }) => status)
    return { directory: options.directory, steps, budgets }
  }).pipe(Effect.provide(liveLayer(options, tally)), Effect.scoped)
})

export type LiveReport = Effect.Success<ReturnType<typeof runLiveStory>>
