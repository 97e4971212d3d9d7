import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { DataProvider, type ProviderRequest } from "../../../src/services/data-provider.ts"
import { variantsLayer, withVariants } from "../../../src/lab/world/variants.ts"

/** Answers with the request itself, and with ids to be rewritten. */
const asked: Array<string> = []
const inner = Layer.succeed(DataProvider, {
  get: ({ path, provider, query }) => {
    asked.push(`${provider} ${path} ${JSON.stringify(query)}`)
    const movie = {
      id: 13,
      imdb_id: "tt0109830",
      title: "Forrest Gump",
      external_ids: { imdb_id: "tt0109830", wikidata_id: "Q134773" }
    }
    const entity = { entities: { Q134773: { id: "Q134773" } }, query: { search: [{ title: "Q134773" }] } }
    const body = new TextEncoder().encode(JSON.stringify(provider === "tmdb" ? movie : entity))
    return Effect.succeed({ status: 200, contentType: "application/json", body })
  }
})

const answered = (request: Pick<ProviderRequest, "provider" | "path"> & Partial<ProviderRequest>) =>
  DataProvider.use((provider) => provider.get({ query: {}, lane: "person", ...request })).pipe(
    Effect.map(({ body }) => JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>),
    Effect.provide(variantsLayer.pipe(Layer.provide(inner))),
    Effect.runPromise
  )

describe("variants of films", () => {
  it("answer with the facts of the film under names of their own", async () => {
    const movie = await answered({ provider: "tmdb", path: "/movie/30000013" })
    assert.deepStrictEqual(movie, {
      id: 30_000_013,
      imdb_id: "tt0300109830",
      title: "Forrest Gump (variant 3)",
      external_ids: { imdb_id: "tt0300109830", wikidata_id: "Q30000134773" }
    })
    assert.match(asked.at(-1)!, /^tmdb \/movie\/13 /)
  })

  it("are found at Wikidata by the names that TMDB gave them", async () => {
    const query = { srsearch: "haswbstatement:P345=tt0300109830" }
    const search = await answered({ provider: "wikidata", path: "/w/api.php", query })
    assert.include(asked.at(-1), "P345=tt0109830")
    assert.deepStrictEqual(search["query"], { search: [{ title: "Q30000134773" }] })
    const entity = await answered({ provider: "wikidata", path: "/wiki/Special:EntityData/Q30000134773.json" })
    assert.deepStrictEqual(entity["entities"], { Q30000134773: { id: "Q30000134773" } })
  })

  it("leave the films themselves as they are", async () => {
    const movie = await answered({ provider: "tmdb", path: "/movie/13" })
    assert.strictEqual(movie["title"], "Forrest Gump")
  })

  it("come after the films, as many as are wanted, no two alike", () => {
    const films = [13, 603].map((id) => ({ movie: `tmdb:${id}`, title: `Film ${id}` }) as const)
    const all = withVariants(films, 5)
    assert.deepStrictEqual(
      all.map(({ movie, title }) => `${movie} ${title}`),
      [
        "tmdb:13 Film 13",
        "tmdb:603 Film 603",
        "tmdb:10000013 Film 13 (variant 1)",
        "tmdb:10000603 Film 603 (variant 1)",
        "tmdb:20000013 Film 13 (variant 2)"
      ]
    )
  })
})
