/** One process of the scale test: fills a library, or opens a full one and uses it. Needs --expose-gc. */
import { Effect, Exit } from "effect"
import { setTimeout as sleep } from "node:timers/promises"
import { join } from "node:path"
import { Supervisor } from "../../src/actors/supervisor.ts"
import { itemsPerEventMax } from "../../src/domain/event.ts"
import type { MovieId } from "../../src/domain/identity.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Store } from "../../src/services/store.ts"
import { libraryLayer } from "../../src/shells/library-layer.ts"
import { seededRandom } from "../kill-test/seeded-random.ts"
import type { FillResult, LoadResult, Memory, ScaleOrders } from "./orders.ts"
import { hintsOf, isDeep, patchOf } from "./sample-records.ts"

const fixtures = join(import.meta.dirname, "../../fixtures/replay")
const publishers = 16
const residentsMax = 2_000

const millis = () => Number(process.hrtime.bigint()) / 1e6

/** Twice, with a turn of the event loop between: what the first pass lets go, the second takes. */
const memory = async (): Promise<Memory> => {
  globalThis.gc?.()
  await sleep(50)
  globalThis.gc?.()
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage()
  return { heapUsed, arrayBuffers, rss }
}

const importAll = Effect.fnUntraced(function* (movies: number) {
  const bus = yield* EventBus
  const rest = yield* AtRest
  for (let from = 0; from < movies; from += itemsPerEventMax) {
    const hints = hintsOf(from, Math.min(itemsPerEventMax, movies - from))
    yield* bus.publish({ type: "BulkImportRequested", movies: hints })
    yield* rest.wait
  }
})

const learnAll = Effect.gen(function* () {
  const store = yield* Store
  const now = Date.now()
  const ids = [...store.all()].map(({ id }) => id)
  for (let from = 0; from < ids.length; from += itemsPerEventMax) {
    const patches = ids
      .slice(from, from + itemsPerEventMax)
      .map((id, place) => patchOf(store.columns(id)!, from + place, now))
    yield* store.commit({ movies: patches })
  }
  yield* store.checkpoint
})

const fill = ({ movies }: ScaleOrders) =>
  Effect.gen(function* () {
    const begin = millis()
    yield* importAll(movies)
    yield* learnAll
    const { journalBytes, recordBytes } = (yield* Store).status()
    return { seconds: (millis() - begin) / 1_000, diskBytes: journalBytes + recordBytes } satisfies FillResult
  })

/** Few movies are used often, most hardly ever: the cube of a fair number. */
const useMovies = Effect.fnUntraced(function* (ids: ReadonlyArray<MovieId>, place: number, until: number) {
  const bus = yield* EventBus
  const random = seededRandom(`load ${place}`)
  let published = 0
  for (; millis() < until; published++) {
    const at = Math.floor(ids.length * random.next() ** 3)
    const movie = ids[at]!
    const isView = random.chance(0.3)
    if (isView) yield* bus.publish({ type: "MovieViewed", movie })
    else yield* bus.publish({ type: "MovieRequested", movie, level: isDeep(at) ? "deep" : "initial" })
  }
  return published
})

const load = ({ movies, seconds }: ScaleOrders, begin: number) =>
  Effect.gen(function* () {
    const store = yield* Store
    const rest = yield* AtRest
    const supervisor = yield* Supervisor
    const openMs = millis() - begin
    yield* rest.wait
    const before = yield* Effect.promise(memory)
    const ids = [...store.all()].map(({ id }) => id)
    const until = millis() + seconds * 1_000
    const places = Array.from({ length: publishers }, (_, place) => place)
    const counts = yield* Effect.forEach(places, (place) => useMovies(ids, place, until), { concurrency: "unbounded" })
    yield* rest.wait
    ids.length = 0
    const after = yield* Effect.promise(memory)
    const published = counts.reduce((sum, count) => sum + count, 0)
    const { residents, hydrations } = supervisor.status()
    const peakRss = process.resourceUsage().maxRSS * 1_024
    const hydrationShare = hydrations / published
    return {
      movies,
      openMs,
      before,
      after,
      peakRss,
      published,
      residents,
      hydrations,
      hydrationShare
    } satisfies LoadResult
  })

const orders = JSON.parse(process.argv[2] ?? "{}") as ScaleOrders
const { directory, task } = orders
const settings = { supervisor: { residentsMax } }
const library = libraryLayer({ directory, fixtures, latencyScale: 0, what: "scale", isVirtual: false, settings })
const begin = millis()
const answer = task === "fill" ? Effect.provide(fill(orders), library) : Effect.provide(load(orders, begin), library)
const exit = await Effect.runPromiseExit(Effect.scoped<FillResult | LoadResult, unknown, never>(answer))
if (Exit.isSuccess(exit)) console.log(JSON.stringify(exit.value))
else {
  console.error(String(exit.cause))
  process.exitCode = 1
}
