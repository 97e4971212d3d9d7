/** How long one look into a finished index takes. */
import { Effect } from "effect"
import { openImdbIndex } from "../../src/infra/imdb-data-set/imdb-index.ts"
import { seededRandom } from "../kill-test/seeded-random.ts"

export interface Lookups {
  readonly asked: number
  readonly found: number
  readonly byIdUs: number
  readonly byTitleUs: number
}

const asked = 20_000
const millis = () => Number(process.hrtime.bigint()) / 1e6

/** Looks up ids of all places, then searches for the titles that were found. */
export const measureLookups = (directory: string): Promise<Lookups> =>
  Effect.gen(function* () {
    const index = yield* openImdbIndex(directory)
    if (index === undefined) throw new Error(`there is no index in ${directory}`)
    const random = seededRandom("lookups")
    const last = (index.build.titles?.read.lines ?? 0) * 4
    const ids = Array.from({ length: asked }, () => `tt${String(Math.floor(random.next() * last)).padStart(7, "0")}`)
    const films = []
    const from = millis()
    for (const id of ids) films.push(yield* index.lookup(id))
    const between = millis()
    const titles = films.flatMap((film) => (film === undefined ? [] : [film]))
    let found = 0
    for (const { imdbId, title, year } of titles) {
      const hits = yield* index.search(title.toUpperCase(), year)
      if (hits.some((hit) => hit.imdbId === imdbId)) found += 1
    }
    const byTitleUs = ((millis() - between) * 1e3) / titles.length
    return { asked: titles.length, found, byIdUs: ((between - from) * 1e3) / asked, byTitleUs }
  }).pipe(Effect.scoped, Effect.runPromise)
