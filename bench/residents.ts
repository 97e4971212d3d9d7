/** What a movie costs: alive, dormant, spawned and passivated among few and many, and after a million comings and goings. */
import { join } from "node:path"
import { Residents } from "../src/actors/residents.ts"
import { type MovieId, movieIdFrom } from "../src/domain/identity.ts"
import { type Lifecycle, newLifecycle } from "../src/domain/movie.ts"
import { movieMachine } from "../src/machines/movie-machine.ts"
import { coreOn, fill } from "./support/core.ts"
import { type Bench, heldBytes, interleaved, pairedRatio, type Row } from "./support/harness.ts"

const lifecycle: Lifecycle = { ...newLifecycle, state: "basic", wanted: "basic", refreshAt: 4e12 }
const idsOf = (count: number, from = 0): ReadonlyArray<MovieId> =>
  Array.from({ length: count }, (_, index) => movieIdFrom(from + index + 1))

const liveMovie = (count: number): Row => {
  const ids = idsOf(count)
  const before = heldBytes()
  const residents = new Residents(movieMachine)
  for (const id of ids) residents.hydrate(id, lifecycle, 0)
  const value = (heldBytes() - before) / count
  residents.dropAll()
  return { name: "a live movie", value, unit: "B of heap", aim: "at most 2,500 B", reached: value <= 2_500 }
}

/** Spawns and passivates a few movies beside many that stay: the cost must not depend on how many stay. */
const comingsAndGoings = async (few: number, many: number, smoke: boolean): Promise<Row> => {
  const crowd = (size: number) => {
    const residents = new Residents(movieMachine)
    for (const id of idsOf(size)) residents.hydrate(id, lifecycle, 0)
    const guests = idsOf(smoke ? 100 : 2_000, size)
    return () => {
      const visitors = guests.map((id) => residents.hydrate(id, lifecycle, 0))
      for (const visitor of visitors) residents.drop(visitor)
    }
  }
  const small = crowd(few)
  const large = crowd(many)
  const [inSmall, inLarge] = await interleaved(smoke ? 1 : 15, small, large)
  const ratio = pairedRatio(inLarge!.all, inSmall!.all)
  const perMovie = (ms: number) => (ms * 1_000) / (smoke ? 100 : 2_000)
  return {
    name: `spawn and passivate beside ${many.toLocaleString("en")} live movies`,
    value: perMovie(inLarge!.medianMs),
    unit: "us a movie",
    baseline: { name: `beside ${few.toLocaleString("en")}`, value: perMovie(inSmall!.medianMs) },
    ratio,
    aim: "at most 1.5 times",
    reached: ratio <= 1.5
  }
}

const million = (cycles: number): Row => {
  const residents = new Residents(movieMachine)
  const ids = idsOf(1_000)
  const cycle = (times: number) => {
    for (let step = 0; step < times; step++) {
      const resident = residents.hydrate(ids[step % ids.length]!, lifecycle, 0)
      resident.actor.send({ type: "MovieRequested", at: 1, level: "basic" })
      residents.drop(resident)
    }
  }
  cycle(20_000)
  const before = heldBytes()
  cycle(cycles)
  const value = (heldBytes() - before) / 1e6
  return {
    name: `left behind by ${cycles.toLocaleString("en")} hydrate-passivate cycles`,
    value,
    unit: "MB",
    aim: "less than 1 MB",
    reached: value < 1
  }
}

const generate = async (path: string, count: number): Promise<void> => {
  const core = coreOn(path)
  await fill(core, count)
  await core.dispose()
}

const dormantMovie = async (directory: string, count: number): Promise<Row> => {
  const path = join(directory, "dormant")
  await generate(path, count)
  const before = heldBytes()
  const again = coreOn(path)
  await fill(again, 1)
  const value = (heldBytes() - before) / count
  await again.dispose()
  return {
    name: `a dormant movie with three aliases, of ${count.toLocaleString("en")}`,
    value,
    unit: "B of heap and typed arrays",
    aim: "at most 350 B",
    reached: value <= 350,
    note: "measured after closing and opening the library again; bus, supervisor and deadlines included"
  }
}

export const residentsBench: Bench = {
  name: "residents",
  about: "memory and time of movies that come to life and leave memory",
  run: async ({ smoke, directory }) => [
    liveMovie(smoke ? 1_000 : 20_000),
    await dormantMovie(directory, smoke ? 5_000 : 100_000),
    await comingsAndGoings(smoke ? 100 : 1_000, smoke ? 1_000 : 100_000, smoke),
    million(smoke ? 10_000 : 1_000_000)
  ]
}
