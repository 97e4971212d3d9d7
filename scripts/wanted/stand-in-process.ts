/** The stand-in in a process of its own: what the library does with its processor does not slow the one who counts. */
import { Effect } from "effect"
import type { PackLine } from "../../src/infra/replay/pack-line.ts"
import { StandIn, standInLayer } from "../../src/infra/stand-in/stand-in.ts"
import { encodePng } from "../fixtures/png.ts"
import { askedFilm, bulkFilm, type StandInSaid, type WantedOrders } from "./orders.ts"

const orders = JSON.parse(process.argv[2] ?? "{}") as WantedOrders

const picture = encodePng({ width: 154, height: 231, palette: [[40, 60, 90]], pixels: new Uint8Array(154 * 231) })

/** No two pictures are the same file: whatever follows the end of a picture is no part of what is shown. */
const pictureOf = (film: number): string => Buffer.concat([picture, Buffer.from(`film ${film}`)]).toString("base64")

const linesOf = (film: number): ReadonlyArray<PackLine> => [
  {
    key: `tmdb /movie/${film}`,
    latencyMs: orders.latencyMs,
    body: {
      id: film,
      title: `Invented film ${film}`,
      original_title: `Invented film ${film}`,
      overview: "An invented film about nothing in particular. ".repeat(8),
      release_date: `${1950 + (film % 70)}-05-17`,
      runtime: 90 + (film % 60),
      original_language: "en",
      status: "Released",
      poster_path: `/invented-${film}-poster.png`
    }
  },
  {
    key: `images /t/p/w185/invented-${film}-poster.png`,
    type: "image/png",
    latencyMs: orders.imageLatencyMs,
    base64: pictureOf(film)
  }
]

const films = [
  ...Array.from({ length: orders.movies }, (_, index) => bulkFilm(index)),
  ...Array.from({ length: orders.askings }, (_, index) => askedFilm(index))
]

const serve = Effect.gen(function* () {
  const { baseUrls } = yield* StandIn
  process.stdout.write(`${JSON.stringify({ baseUrls } satisfies StandInSaid)}\n`)
  yield* Effect.callback<void>((resume) => void process.stdin.on("end", () => resume(Effect.void)).resume())
})

await Effect.runPromise(
  serve.pipe(
    Effect.provide(
      standInLayer({ fixtures: films.flatMap(linesOf), port: 0, latencyScale: 1, ratePerSecond: orders.limit })
    )
  )
)
