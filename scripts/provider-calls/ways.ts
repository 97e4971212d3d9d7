/** The ways in which a film comes to be known in depth, each lived through with a fresh library and counted at the stand-in's doors. */
import { Effect } from "effect"
import type { EventInput } from "../../src/domain/event.ts"
import type { Level } from "../../src/domain/level.ts"
import { StandIn } from "../../src/infra/stand-in/stand-in.ts"
import { ProviderName } from "../../src/services/data-provider.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Library, type Request } from "../../src/services/library.ts"
import { tableLibrary } from "../fault-table/table-library.ts"

export type Calls = Readonly<Record<ProviderName, number>>

type Program = Effect.Effect<unknown, unknown, Library | EventBus>

interface Way {
  readonly name: string
  /** Comes before, and is not counted. */
  readonly before?: Program
  readonly way: Program
  readonly imdbRatings?: boolean
}

const ask = (level: Level, request: Omit<Request, "level"> = { movie: "tmdb:13" }): Program =>
  Library.use((library) => library.requestAndWait({ ...request, level }))
const publish = (event: EventInput): Program => EventBus.use((bus) => bus.publish(event))

const file = { movie: "file:/films/The Godfather (1972).mkv", title: "The Godfather", year: 1972 } as const

const ways: ReadonlyArray<Way> = [
  { name: "from nothing to deep, by TMDB's id", way: ask("deep") },
  {
    name: "the same level by level, within ten minutes",
    way: Effect.andThen(Effect.andThen(ask("basic"), ask("medium")), ask("deep"))
  },
  {
    name: "a hundred who ask for it at once",
    way: Effect.forEach(Array.from({ length: 100 }), () => ask("deep"), { concurrency: "unbounded" })
  },
  { name: "from nothing to deep, by IMDb's id", way: ask("deep", { movie: "imdb:tt0111161" }) },
  { name: "from nothing to deep, by title and year", way: ask("deep", file) },
  { name: "with the rating of IMDb", way: ask("deep"), imdbRatings: true },
  { name: "to basic only", way: ask("basic") },
  { name: "asked again once it is known", before: ask("deep"), way: ask("deep") },
  {
    name: "a refresh of all that is TMDB's",
    before: ask("deep"),
    way: publish({ type: "ProviderRefreshRequested", movie: "tmdb:13" })
  }
]

const countOne = Effect.fnUntraced(function* ({ before, imdbRatings = false, way }: Way) {
  const standIn = yield* StandIn
  const lived = Effect.gen(function* () {
    const { wait } = yield* AtRest
    if (before !== undefined) yield* Effect.andThen(before, wait)
    standIn.resetCounters()
    yield* Effect.andThen(way, wait)
    const { providers } = standIn.status()
    return Object.fromEntries(ProviderName.literals.map((name) => [name, providers[name].requests])) as Calls
  })
  return yield* lived.pipe(Effect.provide(tableLibrary(standIn.baseUrls, [], imdbRatings)), Effect.scoped)
})

/** Every way with the requests it took. */
export const countWays = Effect.forEach(ways, (way) =>
  Effect.map(countOne(way), (calls) => ({ name: way.name, calls }))
)

/** A line of the table in Markdown. */
export const wayLine = (name: string, calls: Calls): string => {
  const { images, ...facts } = calls
  const sum = Object.values(facts).reduce((total, count) => total + count, 0)
  const each = ProviderName.literals.filter((provider) => provider !== "images").map((provider) => calls[provider])
  return `| ${[name, sum, ...each, images].join(" | ")} |`
}
