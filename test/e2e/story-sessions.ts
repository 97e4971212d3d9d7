/**
 * The real case as a person lives it: a library that is opened, used, closed, and opened again months later. The clock is the
 * real one, set ahead for every session, so that sockets and files are as real as in use; only the months are not waited for.
 */
import { Clock, Effect, type Layer, Logger, References } from "effect"
import { aliasOf, type MovieId, type PersonId } from "../../src/domain/identity.ts"
import type { FieldName } from "../../src/domain/knowledge.ts"
import type { Level } from "../../src/domain/level.ts"
import { dayMs } from "../../src/domain/time.ts"
import { shiftedClock } from "../../src/infra/clocks/shifted-clock.ts"
import { pinoLogger } from "../../src/infra/logging.ts"
import { labThresholds } from "../../src/lab/lab-library.ts"
import { eventsAfter } from "../../src/lab/step-recorder.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Library } from "../../src/services/library.ts"
import { PeopleRepository } from "../../src/services/people-repository.ts"
import { Store } from "../../src/services/store.ts"
import type { DataSourceOptions } from "../../src/shells/data-source-layer.ts"
import { libraryLayer } from "../../src/shells/library-layer.ts"

/** When the story begins, epoch milliseconds. */
export const storyFrom = Date.UTC(2025, 5, 27, 19, 2)
/** A day after TMDB's values are due for a refresh, and the days of the silence and the return. */
export const refreshDay = 151
export const lastDay = 153
export const forrestGump = aliasOf("tmdb", 13)

/** Idle is a month less than usual: what was recorded on the first day is still within TMDB's terms on the last (LIFE-8). */
const thresholds = { ...labThresholds, idleDaysMax: 152 }
const settings = {
  thresholds,
  housekeeper: { thresholds, autopilot: true },
  enrichment: { imdbRatings: true }
}

export type InLibrary = Layer.Success<ReturnType<typeof libraryLayer>>

export interface StoryWorld {
  /** Absolute. */
  readonly directory: string
  readonly source: DataSourceOptions
  /** Everything that is logged, at every level. */
  readonly log: Array<string>
}

/** The library is open for so long as this takes, on this day of the story, and closed when all is at rest. */
export const onDay = <A, E>(
  { directory, log, source }: StoryWorld,
  day: number,
  what: Effect.Effect<A, E, InLibrary>
) =>
  Effect.gen(function* () {
    const clock = yield* Clock.clockWith(Effect.succeed)
    const opened = Effect.gen(function* () {
      const atRest = yield* AtRest
      yield* atRest.wait
      const result = yield* what
      yield* atRest.wait
      return result
    })
    const layer = libraryLayer({ ...source, directory, what: "a test", isVirtual: false, settings })
    const written = Logger.layer([pinoLogger({ write: (line) => void log.push(line) })])
    const shifted = shiftedClock(clock, storyFrom + day * dayMs - clock.currentTimeMillisUnsafe())
    return yield* opened.pipe(
      Effect.provide(layer),
      Effect.provide(written),
      Effect.provideService(References.MinimumLogLevel, "All"),
      Effect.provideService(Clock.Clock, shifted)
    )
  })

const click = Effect.gen(function* () {
  const people = yield* PeopleRepository
  const bus = yield* EventBus
  const atRest = yield* AtRest
  const actor = "tmdb-31" as PersonId
  const entry = (yield* people.filmography(actor)).find(({ hint }) => hint.movie === forrestGump)!
  yield* bus.publish({ type: "RelatedMovieRequested", ...entry.hint, person: actor })
  yield* atRest.wait
})

const open = Effect.fnUntraced(function* (level: Level) {
  const library = yield* Library
  const bus = yield* EventBus
  const outcome = yield* library.requestAndWait({ movie: forrestGump, level })
  yield* bus.publish({ type: "MovieViewed", movie: forrestGump, session: level })
  return outcome.reached
})

const housekeep = Effect.gen(function* () {
  yield* (yield* EventBus).publish({ type: "HousekeepingRequested", mode: "plan" })
})

const standing = Effect.map(
  Library.use(({ find }) => find(forrestGump)),
  (movie) => (movie === undefined ? "unknown" : [movie.lifecycle.state, movie.lifecycle.kept ?? ""].join(" ").trim())
)

/** Lives the story; the states of the movie after every step. */
export const liveStory = Effect.fnUntraced(function* (world: StoryWorld) {
  const states: Array<string> = []
  const step = <A, E>(day: number, what: Effect.Effect<A, E, InLibrary>) =>
    onDay(
      world,
      day,
      Effect.andThen(
        Effect.andThen(
          what,
          AtRest.use(({ wait }) => wait)
        ),
        standing
      )
    ).pipe(Effect.map((state) => void states.push(state)))
  yield* step(0, Effect.void)
  yield* step(0.1, click)
  for (const [place, level] of (["basic", "medium", "deep"] as const).entries()) {
    yield* step(0.2 + place / 10, open(level))
  }
  yield* step(refreshDay, housekeep)
  yield* step(lastDay, housekeep)
  yield* step(lastDay + 0.1, open("deep"))
  return states as ReadonlyArray<string>
})

/** When a provider said something, and what follows from that; such moments may be earlier where an older answer is replayed. */
const dated = /^(?:fetchedAt|refreshAt)$/

const comparable = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (name, part: unknown) => {
      if (dated.test(name)) return undefined
      return /(?:At|Access|Until)$/.test(name) && typeof part === "number" ? Math.round(part / dayMs) : part
    })
  )

/** The records of the movie, its relations, people and pictures, and what happened to it; times in whole days, the id as its alias. */
export const recordsOf = Effect.gen(function* () {
  const store = yield* Store
  const id = (yield* store.resolve(forrestGump))! as MovieId
  const relations = yield* store.relations(id)
  const people = yield* Effect.forEach(relations?.credits ?? [], ({ person }) => store.person(person))
  const facts = (yield* eventsAfter(0)).map(({ event }) => event.type)
  const { statistics: _statistics, ...movie } = (yield* store.movie(id))!
  const records = comparable({ movie, relations, people, images: store.imagesOf(id) })
  const saidAt = (field: FieldName) => movie.knowledge.fields[field]?.fetchedAt ?? 0
  return { records: JSON.parse(JSON.stringify(records).replaceAll(id, forrestGump)) as unknown, facts, saidAt }
})
