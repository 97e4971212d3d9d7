/** What the inspector costs the actors: nothing attached, a bridge with nobody, 20 and 200 watched movies of 10,000. */
import { Residents } from "../src/actors/residents.ts"
import { type MovieId, movieIdFrom } from "../src/domain/identity.ts"
import { newLifecycle } from "../src/domain/movie.ts"
import { defaultWanted } from "../src/infra/inspector/chosen-movies.ts"
import { InspectorBridge } from "../src/infra/inspector/inspector-bridge.ts"
import type { InspectorSource } from "../src/infra/inspector/inspector-source.ts"
import { persistedOf, snapshotOf } from "../src/machines/lifecycle.ts"
import { movieMachine } from "../src/machines/movie-machine.ts"
import { type Bench, median, pairedRatio, type Row, seeded } from "./support/harness.ts"

const lifecycle = { ...newLifecycle, state: "basic", wanted: "basic" } as const

const worldOf = (count: number) => {
  const residents = new Residents(movieMachine)
  const ids = Array.from({ length: count }, (_, index) => movieIdFrom(index + 1))
  for (const id of ids) residents.hydrate(id, lifecycle, 0)
  const snapshot = (id: MovieId) => residents.get(id)?.actor.getSnapshot() ?? snapshotOf(movieMachine, id, lifecycle)
  const source: InspectorSource = {
    epoch: () => residents,
    inspect: (observer) => residents.system.inspect(observer),
    now: () => 1,
    position: () => 0,
    definition: movieMachine.config,
    values: () => ids.map((id) => [id, persistedOf(id, lifecycle).value] as const),
    snapshotOf: snapshot,
    resolve: (ref) => Promise.resolve(ref as MovieId),
    about: (id) => Promise.resolve({ name: id, past: [] })
  }
  return { ids, residents, source }
}

/** A socket that takes everything at once. */
const wire = { bufferedAmount: 0, send: () => undefined, close: () => undefined }

/** One contestant: so many movies are watched while events go to all of them, by chance. */
const contestant = async (count: number, watched: number | undefined, events: number) => {
  const { ids, residents, source } = worldOf(count)
  const bridge = watched === undefined ? undefined : new InspectorBridge(source)
  if (bridge !== undefined && watched! > 0) {
    const wanted = { ...defaultWanted, moviesMax: watched!, messagesPerSecondMax: 1e9 }
    await bridge.join(wire, wanted, ids.slice(0, watched))
  }
  const random = seeded(7)
  return () => {
    for (let times = 0; times < events; times++) {
      const { actor } = residents.get(ids[Math.floor(random() * count)]!)!
      actor.send({ type: times % 2 === 0 ? "MoviePinned" : "MovieUnpinned", at: times })
    }
  }
}

/** Processor milliseconds of each in turn, A B A B ..., without the first round: others use the same cores. */
const interleavedCpu = (rounds: number, contestants: ReadonlyArray<() => void>) => {
  const times: Array<Array<number>> = contestants.map(() => [])
  for (let round = 0; round <= rounds; round++) {
    for (const [index, work] of contestants.entries()) {
      const before = process.cpuUsage()
      work()
      const { system, user } = process.cpuUsage(before)
      if (round > 0) times[index]!.push((system + user) / 1_000)
    }
  }
  return times.map((all) => ({ medianMs: median(all), all }))
}

export const inspectorBench: Bench = {
  name: "inspector",
  about: "processor time of an event to one of 10,000 live movies, with and without somebody who looks on",
  run: async ({ smoke }) => {
    const [count, events, rounds] = smoke ? [200, 1_000, 1] : [10_000, 60_000, 7]
    const cases: ReadonlyArray<readonly [string, number | undefined]> = [
      ["no inspector", undefined],
      ["nobody connected", 0],
      ["20 movies watched", 20],
      ["200 movies watched", 200],
      ["all movies watched", count]
    ]
    const contestants = await Promise.all(cases.map(([, watched]) => contestant(count, watched, events)))
    const results = interleavedCpu(rounds, contestants)
    const [none] = results
    return results.slice(1).map(({ all, medianMs }, index): Row => {
      const ratio = pairedRatio(all, none!.all)
      const [name] = cases[index + 1]!
      const isNobody = name === "nobody connected"
      return {
        name,
        value: (medianMs * 1_000) / events,
        unit: "us an event",
        baseline: { name: "no inspector", value: (none!.medianMs * 1_000) / events },
        ratio,
        ...(isNobody && { aim: "at most 1.03 times", reached: ratio <= 1.03 })
      }
    })
  }
}
