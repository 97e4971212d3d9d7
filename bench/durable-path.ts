/**
 * The durable path against the raw loop. Both run the same events over the same 100,000 movies with a cubic skew, at most
 * 10,000 in memory, so that about 70 % of the events bring a movie to life from its record. The raw loop is synchronous:
 * parse the record, create the actor, send, and on the way out persist it as text. The durable path is the runtime: publish,
 * journal, bus, supervisor, five counting subscribers.
 */
import { Effect, Exit, Scope } from "effect"
import { join } from "node:path"
import type { MovieId } from "../src/domain/identity.ts"
import { type Lifecycle, newLifecycle } from "../src/domain/movie.ts"
import { Residents } from "../src/actors/residents.ts"
import { lifecycleOf, positionOf } from "../src/machines/lifecycle.ts"
import { movieMachine } from "../src/machines/movie-machine.ts"
import { AtRest, coreOn, EventBus, fill } from "./support/core.ts"
import { type Bench, interleaved, pairedRatio, seeded } from "./support/harness.ts"

const choose = (count: number, events: number, seed: number): ReadonlyArray<number> => {
  const random = seeded(seed)
  return Array.from({ length: events }, () => Math.floor(random() ** 3 * count))
}

const basicAtRest: Lifecycle = { ...newLifecycle, state: "basic", wanted: "basic", refreshAt: 4e12 }

/** The synchronous loop: everything by hand, nothing durable, nobody told. */
const rawLoop = (ids: ReadonlyArray<MovieId>, live: number) => {
  const records = new Map<MovieId, string>(ids.map((id) => [id, JSON.stringify(basicAtRest)]))
  const residents = new Residents(movieMachine)
  let misses = 0
  let tick = 0

  const actorOf = (id: MovieId) => {
    const known = residents.get(id)
    if (known !== undefined) {
      residents.touch(known, ++tick)
      return known.actor
    }
    misses++
    const { actor } = residents.hydrate(id, JSON.parse(records.get(id)!) as Lifecycle, ++tick)
    if (residents.size > live) {
      const oldest = residents.oldest!
      const { value, context } = oldest.actor.getSnapshot()
      records.set(oldest.id, JSON.stringify(lifecycleOf(positionOf(value).state, context)))
      residents.drop(oldest)
    }
    return actor
  }

  return {
    run: (picks: ReadonlyArray<number>) => {
      for (const pick of picks) actorOf(ids[pick]!).send({ type: "MovieRequested", at: 1.7e12, level: "basic" })
    },
    misses: () => misses
  }
}

/** Five outside subscribers that count, and publishers that send in batches as an import or a page would. */
const durablePath = (ids: ReadonlyArray<MovieId>, batch: number, publishers: number) => {
  const counts = [0, 0, 0, 0, 0]
  const subscribe = Effect.fnUntraced(function* (scope: Scope.Scope) {
    const bus = yield* EventBus
    for (const index of counts.keys()) {
      const subscription = yield* Scope.provide(bus.subscribe(`counter ${index}`, bus.lastPosition()), scope)
      const count = Effect.gen(function* () {
        const { events, last } = yield* subscription.take
        counts[index]! += events.length
        subscription.done(last)
        yield* Effect.yieldNow
      })
      yield* Effect.forkIn(Effect.forever(count), scope)
    }
  })
  const run = (picks: ReadonlyArray<number>) =>
    Effect.gen(function* () {
      const bus = yield* EventBus
      const batches: Array<ReadonlyArray<number>> = []
      for (let from = 0; from < picks.length; from += batch) batches.push(picks.slice(from, from + batch))
      yield* Effect.forEach(
        batches,
        (some) => bus.publishAll(some.map((pick) => ({ type: "MovieRequested", movie: ids[pick]!, level: "basic" }))),
        { concurrency: publishers, discard: true }
      )
      yield* (yield* AtRest).wait
    })
  return { subscribe, run, counts }
}

export const durablePathBench: Bench = {
  name: "durable-path",
  about: "route, hydrate at 70 % misses, actor, five subscribers, group-commit journal, against a synchronous loop",
  run: async ({ smoke, directory }) => {
    const movies = smoke ? 2_000 : 100_000
    const live = movies / 10
    const events = smoke ? 2_000 : 60_000
    const core = coreOn(join(directory, "durable-path"), { residentsMax: live, idleMs: 1e9 })
    const ids = await fill(core, movies)
    const raw = rawLoop(ids, live)
    const path = durablePath(ids, 64, 16)
    const scope = Scope.makeUnsafe()
    await core.runPromise(path.subscribe(scope))
    let round = 0
    const warm = choose(movies, events, 1)
    raw.run(warm)
    await core.runPromise(path.run(warm))
    const missesBefore = raw.misses()
    const picksOf = () => choose(movies, events, 100 + Math.floor(round++ / 2))
    const rounds = smoke ? 1 : 7
    const [rawTimes, pathTimes] = await interleaved(
      rounds,
      () => raw.run(picksOf()),
      () => core.runPromise(path.run(picksOf()))
    )
    const missShare = (raw.misses() - missesBefore) / (events * (rounds + 1))
    const lost = path.counts.map((count) => (rounds + 2) * events - count)
    await Effect.runPromise(Scope.close(scope, Exit.void))
    await core.dispose()
    const ratio = pairedRatio(pathTimes!.all, rawTimes!.all)
    return [
      {
        name: "durable path, microseconds an event",
        value: (pathTimes!.medianMs * 1_000) / events,
        unit: "us",
        baseline: { name: "raw synchronous loop", value: (rawTimes!.medianMs * 1_000) / events },
        ratio,
        aim: "at most 1.35 times the raw loop",
        reached: ratio <= 1.35,
        note: `${Math.round(missShare * 100)} % of the events found their movie asleep; lost by the five subscribers: ${lost.join(", ")}`
      }
    ]
  }
}
