import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { providersLayer } from "../../../src/services/providers/providers-layer.ts"
import { WikipediaProvider } from "../../../src/services/providers/wikipedia-provider.ts"
import { engineWorld } from "../engine-world.ts"
import { json, memoryDataProvider } from "../memory-data-provider.ts"
import { answers, details, externalIds, images, keyOf, keywords, newMovie } from "../sample-movie.ts"

const languages = ["de", "en"]
const searchKey =
  "wikidata /w/api.php?action=query&format=json&list=search&maxlag=5&srlimit=2&srsearch=haswbstatement:P345=tt0109830"
const hits = (...titles: ReadonlyArray<string>) =>
  json({ query: { search: titles.map((title) => ({ ns: 0, title })) } })

const world = (replies: Parameters<typeof memoryDataProvider>[0] = answers()) => {
  const data = memoryDataProvider(replies)
  return { data, layer: providersLayer.pipe(Layer.provide(data.layer)) }
}

describe("Wikipedia", () => {
  it.effect("takes the pages of the wanted languages in their order, and a summary with its attribution", () => {
    const { data, layer } = world()
    return Effect.gen(function* () {
      const wikipedia = yield* WikipediaProvider
      const pages = yield* wikipedia.pages("Q134773", languages, "person")
      assert.deepStrictEqual(pages, [{ language: "en", title: "The Long Bench (film)" }])
      const summary = yield* wikipedia.summary(pages[0]!, "person")
      assert.deepStrictEqual(summary, {
        language: "en",
        title: "The Long Bench (film)",
        text: "The Long Bench is a 1994 film.",
        url: "https://en.wikipedia.org/wiki/The_Long_Bench_(film)",
        licence: "CC BY-SA 4.0",
        attribution: 'From the Wikipedia article "The Long Bench (film)", under CC BY-SA 4.0'
      })
      assert.deepStrictEqual(data.asked, [keyOf.entity, keyOf.summary])
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "no page, a missing entity, a disambiguation and a 404 are not there; lag is a refusal; nonsense is invalid",
    () => {
      const { data, layer } = world({})
      return Effect.gen(function* () {
        const wikipedia = yield* WikipediaProvider
        const after = (body: unknown) => {
          data.set(keyOf.entity, json(body))
          return Effect.map(Effect.flip(wikipedia.pages("Q134773", languages, "person")), ({ reason }) => reason)
        }
        const summary = Effect.map(
          Effect.flip(wikipedia.summary({ language: "en", title: "The Long Bench (film)" }, "person")),
          ({ reason }) => reason._tag
        )
        const french = { entities: { Q134773: { sitelinks: { frwiki: { title: "Le banc" } } } } }
        assert.deepInclude(yield* after(french), { _tag: "NotThere", detail: "Q134773 has no page in de, en" })
        const missing = { entities: { Q134773: { id: "Q134773", missing: "" } } }
        assert.deepInclude(yield* after(missing), { _tag: "NotThere", detail: "there is no entity Q134773" })
        assert.strictEqual((yield* after({ error: { code: "no-such-entity", info: "no" } }))._tag, "NotThere")
        const lag = { _tag: "ProviderRefused" as const, status: 503, retryAfterMs: 5_000 }
        assert.deepInclude(yield* after({ error: { code: "maxlag", info: "Waiting" } }), lag)
        assert.strictEqual((yield* after({ error: { code: "badvalue" } }))._tag, "AnswerInvalid")
        assert.strictEqual((yield* after({ entities: [] }))._tag, "AnswerInvalid")
        assert.strictEqual((yield* after({ entities: { Q134773: { sitelinks: "none" } } }))._tag, "AnswerInvalid")
        assert.strictEqual(yield* summary, "NotThere")
        data.set(keyOf.summary, json({ type: "disambiguation", extract: "may be" }))
        assert.strictEqual(yield* summary, "NotThere")
        data.set(keyOf.summary, json({ type: "standard", extract: ["text"] }))
        assert.strictEqual(yield* summary, "AnswerInvalid")
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("finds the entity by the IMDb id; of two it takes none", () => {
    const { data, layer } = world({})
    return Effect.gen(function* () {
      const entity = WikipediaProvider.use((wikipedia) => wikipedia.entity("tt0109830", "person"))
      const reason = Effect.map(Effect.flip(entity), (error) => error.reason)
      data.set(searchKey, hits("Q134773"))
      assert.strictEqual(yield* entity, "Q134773")
      data.set(searchKey, hits("Q134773", "Q1"))
      assert.deepInclude(yield* reason, { _tag: "NotThere", detail: "the IMDb id tt0109830 leads to Q134773 and Q1" })
      data.set(searchKey, hits())
      assert.strictEqual((yield* reason)._tag, "NotThere")
      data.set(searchKey, hits("Talk:Q1"))
      assert.strictEqual((yield* reason)._tag, "AnswerInvalid")
      data.set(searchKey, json({ batchcomplete: "" }))
      assert.strictEqual((yield* reason)._tag, "AnswerInvalid")
      data.set(searchKey, json({ error: { code: "maxlag", info: "Waiting for 10.0.0.1: 7 seconds lagged" } }))
      assert.deepInclude(yield* reason, { _tag: "ProviderRefused", retryAfterMs: 5_000 })
    }).pipe(Effect.provide(layer))
  })
})

describe("the summary of a movie", () => {
  const settings = { languages: ["de"], imdbRatings: false }
  const entity = (sitelinks: object) => json({ entities: { Q134773: { sitelinks } } })
  const german = "wikipedia /de/page/summary/Die_Bank"
  const reachDeep = Effect.fnUntraced(function* (of: ReturnType<typeof engineWorld>) {
    for (const level of ["basic", "medium", "deep"] as const) yield* of.reach(level, { wanted: "deep" })
    const known = of.library.movie().knowledge.fields.summary?.value as { readonly language: string } | undefined
    return known?.language
  })

  it.effect("without a Wikidata id it is found by the IMDb id, and the id is learnt", () => {
    const own = engineWorld()
    const { wikidata_id: _unknown, ...ids } = externalIds
    own.data.set(keyOf.all, json({ ...details, credits: { cast: [], crew: [] }, external_ids: ids, images, keywords }))
    own.data.set(searchKey, hits("Q134773"))
    return Effect.gen(function* () {
      assert.strictEqual(yield* reachDeep(own), "en")
      assert.deepStrictEqual(own.data.calls(), [keyOf.all, searchKey, keyOf.entity, keyOf.summary])
      assert.include(own.library.movie().identity.aliases, "wikidata:Q134773")
    }).pipe(Effect.provide(own.layer))
  })

  it.effect("is in the wanted language, and in the fallback language when that page has none", () => {
    const own = engineWorld(newMovie(["tmdb:13"]), settings)
    own.data.set(keyOf.entity, entity({ enwiki: { title: "The Long Bench (film)" }, dewiki: { title: "Die Bank" } }))
    return Effect.gen(function* () {
      assert.strictEqual(yield* reachDeep(own), "en")
      assert.deepStrictEqual(own.data.calls().slice(1), [keyOf.entity, german, keyOf.summary])
      own.data.set(german, json({ type: "standard", extract: "Die Bank ist ein Film." }))
      own.library.set(newMovie(["tmdb:13"]))
      assert.strictEqual(yield* reachDeep(own), "de")
    }).pipe(Effect.provide(own.layer))
  })

  it.effect("where no fallback is wanted, no summary is better than one that nobody reads", () => {
    const own = engineWorld(newMovie(["tmdb:13"]), { ...settings, fallbackLanguage: null })
    return Effect.gen(function* () {
      assert.isUndefined(yield* reachDeep(own))
      assert.deepInclude(own.library.movie().knowledge.gaps[0], { piece: "wikipedia-summary", reason: "NotThere" })
    }).pipe(Effect.provide(own.layer))
  })
})
