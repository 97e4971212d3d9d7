/** What durable costs, in probes: a probe is an append of 400 bytes with fdatasync on the same disk, in the same round. */
import { Effect } from "effect"
import { mkdirSync } from "node:fs"
import { type FileHandle, open } from "node:fs/promises"
import { join } from "node:path"
import { type Core, coreOn, EventBus, fill } from "./support/core.ts"
import { type Bench, median, timed } from "./support/harness.ts"

const probeBytes = Buffer.alloc(400, "x")

const probe = async (file: FileHandle): Promise<void> => {
  await file.write(probeBytes)
  await file.datasync()
}

const view = { type: "MovieViewed", movie: "tmdb:1" } as const

const publishOne = (core: Core) => core.runPromise(EventBus.use((bus) => bus.publish(view)))

const publishMany = (core: Core, publishers: number, each: number) =>
  core.runPromise(
    EventBus.use((bus) =>
      Effect.forEach(
        Array.from({ length: publishers }),
        () => Effect.replicateEffect(bus.publish(view), each, { discard: true }),
        { concurrency: "unbounded", discard: true }
      )
    )
  )

export const publishBench: Bench = {
  name: "publish",
  about: "one durable publish, and 256 publishers at once, in fdatasync probes of the same round",
  run: async ({ smoke, directory }) => {
    const rounds = smoke ? 2 : 60
    const publishers = 256
    const each = smoke ? 2 : 20
    mkdirSync(directory, { recursive: true })
    const file = await open(join(directory, "probe"), "a")
    const core = coreOn(join(directory, "publish"))
    await fill(core, 100)
    await publishMany(core, publishers, 4)
    const probes: Array<number> = []
    const singles: Array<number> = []
    const singleRatios: Array<number> = []
    const perProbe: Array<number> = []
    for (let round = 0; round < rounds; round++) {
      const probeMs = median(await inTurn(9, () => timed(() => probe(file))))
      const singleMs = median(await inTurn(9, () => timed(() => publishOne(core))))
      const manyMs = await timed(() => publishMany(core, publishers, each))
      probes.push(probeMs)
      singles.push(singleMs)
      singleRatios.push(singleMs / probeMs)
      perProbe.push((publishers * each) / (manyMs / probeMs))
    }
    await core.dispose()
    await file.close()
    const ratio = median(singleRatios)
    const rate = median(perProbe)
    return [
      {
        name: "one durable publish",
        value: median(singles),
        unit: "ms",
        baseline: { name: "probe", value: median(probes) },
        ratio,
        aim: "at most 3 probes",
        reached: ratio <= 3
      },
      {
        name: `${publishers} publishers at once`,
        value: rate,
        unit: "durable events a probe",
        aim: "at least 20 a probe",
        reached: rate >= 20
      }
    ]
  }
}

const inTurn = async (count: number, work: () => Promise<number>): Promise<ReadonlyArray<number>> => {
  const results: Array<number> = []
  for (let index = 0; index < count; index++) results.push(await work())
  return results
}
