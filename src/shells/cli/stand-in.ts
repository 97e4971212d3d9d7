/** `reelstate stand-in`: the providers on this machine, from the replay fixtures, with faults on demand. */
import { Clock, Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { secondMs } from "../../domain/time.ts"
import { faultFromText } from "../../infra/stand-in/fault-text.ts"
import { allFaults } from "../../infra/stand-in/faults/all-faults.ts"
import { StandIn, standInLayer, type StandInStatus } from "../../infra/stand-in/stand-in.ts"
import { ProviderName } from "../../services/data-provider.ts"
import { count, counted, duration } from "../terminal/format.ts"
import { facts } from "../terminal/table.ts"
import { fixturesFlag, jsonFlag } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"

const flags = {
  port: Flag.Int("port").pipe(Flag.withDescription("The port; 0 takes any that is free"), Flag.withDefault(0)),
  latencyScale: Flag.Finite("latency-scale").pipe(
    Flag.withDescription("1 answers as slowly as was recorded, 0 at once"),
    Flag.withDefault(1)
  ),
  rate: Flag.Int("rate").pipe(
    Flag.withDescription("Requests a second at each provider before it says 429; 0 is no limit"),
    Flag.withDefault(40)
  ),
  fault: Flag.String("fault").pipe(
    Flag.withDescription("A fault, as kind[/variant][:provider][:probability]; may be given several times"),
    Flag.atLeast(0)
  ),
  seed: Flag.String("seed").pipe(
    Flag.withDescription("What the faults' chances are drawn from"),
    Flag.withDefault("1")
  ),
  fixtures: fixturesFlag,
  json: jsonFlag
}

type Running = StandIn["Service"]

/** What a shell sets so that the live providers are asked here. Any key will do; the real one would not be needed. */
export const environmentFor = ({ baseUrls }: Pick<Running, "baseUrls">): Readonly<Record<string, string>> => ({
  REELSTATE_TMDB_URL: baseUrls.tmdb,
  REELSTATE_OMDB_URL: baseUrls.imdb,
  REELSTATE_WIKIDATA_URL: baseUrls.wikidata,
  REELSTATE_WIKIPEDIA_URL: baseUrls.wikipedia,
  REELSTATE_IMAGES_URL: baseUrls.images,
  TMDB_TOKEN: "stand-in",
  OMDB_KEY: "stand-in",
  REELSTATE_CONTACT: "stand-in@localhost"
})

const introduction = (standIn: Running): ReadonlyArray<string> => [
  paint("bold", "Stand-in for the providers, answering from the replay fixtures"),
  ...facts(Object.entries(standIn.baseUrls)),
  "",
  "To ask it instead of the real ones",
  ...Object.entries(environmentFor(standIn)).map(([name, value]) => `  export ${name}=${value}`),
  "",
  "While it runs",
  ...facts([
    [`${standIn.url}/stand-in/status`, "counters and faults (DELETE sets the counters to zero)"],
    [`${standIn.url}/stand-in/faults`, "POST sets faults, DELETE clears them"]
  ]),
  "",
  paint("dim", `Faults: ${allFaults.map(({ kind }) => kind).join(", ")}`),
  "Ctrl-C ends it."
]

const sum = ({ providers }: StandInStatus, amount: "requests" | "concurrent" | "tooMany"): number =>
  ProviderName.literals.reduce((total, provider) => total + providers[provider][amount], 0)

/** How it is now, on one line. Pure. */
export const liveLine = (status: StandInStatus, runningMs: number): string => {
  const faults = status.faults.reduce((total, { given }) => total + given, 0)
  const busiest = Math.max(...ProviderName.literals.map((provider) => status.providers[provider].busiestSecond))
  const parts = [
    duration(runningMs),
    counted(sum(status, "requests"), "request"),
    `${count(sum(status, "concurrent"))} open`,
    `busiest second ${count(busiest)}`,
    `${count(sum(status, "tooMany"))} × 429`,
    counted(faults, "fault")
  ]
  return parts.join(" · ")
}

/** Rewritten every second on a terminal; in a pipe there is nobody to watch it. */
const watch = Effect.fnUntraced(function* (standIn: Running, stream: NodeJS.WriteStream) {
  if (!stream.isTTY) return yield* Effect.never
  const startedAt = yield* Clock.currentTimeMillis
  const write = Effect.gen(function* () {
    const line = liveLine(standIn.status(), (yield* Clock.currentTimeMillis) - startedAt)
    stream.write(`\r${line.slice(0, (stream.columns || 80) - 1)}\u001b[K`)
    yield* Effect.sleep(secondMs)
  })
  return yield* Effect.forever(write).pipe(Effect.ensuring(Effect.sync(() => void stream.write("\n"))))
})

export const standIn = Command.make(
  "stand-in",
  flags,
  Effect.fnUntraced(function* ({ fault, fixtures, json, latencyScale, port, rate, seed }) {
    const faults = yield* Effect.forEach(fault, (text) => faultFromText(text, seed))
    const layer = standInLayer({
      fixtures,
      port,
      latencyScale: Math.max(0, latencyScale),
      ratePerSecond: rate > 0 ? rate : Infinity,
      faults
    })
    yield* Effect.gen(function* () {
      const running = yield* StandIn
      const told = { url: running.url, environment: environmentFor(running), ...running.status() }
      yield* json ? printJson(told) : printLines(introduction(running))
      yield* watch(running, process.stderr)
    }).pipe(Effect.provide(layer))
  })
).pipe(
  Command.withDescription(
    "Stand in for TMDB, OMDb, Wikidata, Wikipedia and the image host over real HTTP, with faults on demand"
  ),
  Command.withExamples([
    { command: "reelstate stand-in --port 8080", description: "Honest, as slow as recorded, 40 requests a second" },
    { command: "reelstate stand-in --fault server-error/503:tmdb:0.1 --fault slow:0.05", description: "A bad day" }
  ])
)
