import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { bigOverview, failing, hearing, hearRaw, until, withStandIn } from "./support.ts"

const idsIn = (json: unknown) =>
  (json as { readonly results: ReadonlyArray<{ readonly id: number }> }).results.map(({ id }) => id)

describe("TMDB at the stand-in", () => {
  it.effect("answers from the fixtures, with the headers by which TMDB lets answers be kept", () =>
    withStandIn(({ baseUrls }) =>
      Effect.gen(function* () {
        const seen: Array<string> = []
        for (const path of [
          "/movie/13",
          "/movie/13/credits",
          "/search/movie?query=Forrest+Gump",
          "/discover/movie",
          "/configuration"
        ]) {
          const { headers, status } = yield* hearing(`${baseUrls.tmdb}${path}`)
          seen.push(
            `${path} ${status} ${headers.get("cache-control")} ${/^W\/"\w{32}"$/.test(headers.get("etag") ?? "")}`
          )
        }
        assert.deepStrictEqual(seen, [
          "/movie/13 200 public, max-age=28800 true",
          "/movie/13/credits 200 public, max-age=28800 true",
          "/search/movie?query=Forrest+Gump 200 public, max-age=600 true",
          "/discover/movie 200 public, max-age=600 true",
          "/configuration 200 public, max-age=36000 true"
        ])
      })
    )
  )

  it.effect("says 304 and nothing more to who has the answer already", () =>
    withStandIn(({ baseUrls, status }) =>
      Effect.gen(function* () {
        const url = `${baseUrls.tmdb}/movie/13`
        const etag = (yield* hearing(url)).headers.get("etag")!
        const again = yield* hearing(url, { headers: { "if-none-match": `"other", ${etag}` } })
        assert.deepStrictEqual([again.status, again.text, again.headers.get("etag")], [304, "", etag])
        assert.strictEqual((yield* hearing(url, { headers: { "if-none-match": '"other"' } })).status, 200)
        assert.strictEqual(status().providers.tmdb.notModified, 1)
      })
    )
  )

  it.effect("lets in a token or a key, and refuses whoever has neither with status_code 7", () =>
    withStandIn(({ baseUrls }) =>
      Effect.gen(function* () {
        const nobody = { headers: { authorization: "" } }
        const refused = yield* hearing(`${baseUrls.tmdb}/movie/13`, nobody)
        const message = "Invalid API key: You must be granted a valid key."
        assert.deepStrictEqual(
          [refused.status, refused.json()],
          [401, { success: false, status_code: 7, status_message: message }]
        )
        assert.strictEqual((yield* hearing(`${baseUrls.tmdb}/movie/13?api_key=k`, nobody)).status, 200)
      })
    )
  )

  it.effect("lets everybody in when told to", () =>
    withStandIn(
      ({ baseUrls }) =>
        Effect.gen(function* () {
          const nobody = { headers: { authorization: "", "user-agent": "curl" } }
          for (const url of [
            `${baseUrls.tmdb}/movie/13`,
            `${baseUrls.imdb}/?i=tt0000013`,
            `${baseUrls.wikipedia}/en/page/summary/Forrest_Gump`
          ]) {
            assert.strictEqual((yield* hearing(url, nobody)).status, 200)
          }
        }),
      { credentialsRequired: false }
    )
  )

  it.effect("appends parts in any order, as many as TMDB allows", () =>
    withStandIn(({ baseUrls }) =>
      Effect.gen(function* () {
        const url = `${baseUrls.tmdb}/movie/13?append_to_response=`
        const whole = (yield* hearing(`${url}keywords,credits,nonsense&include_image_language=en,null`)).json()
        assert.containsAllKeys(whole, ["title", "keywords", "credits"])
        assert.doesNotHaveAnyKeys(whole, ["nonsense"])
        assert.notProperty((whole as { readonly credits: object }).credits, "id")
        const many = yield* hearing(url + "abcdefghijklmnopqrstu".split("").join(","))
        assert.strictEqual(many.status, 400)
        assert.propertyVal(many.json(), "status_code", 27)
      })
    )
  )

  it.effect("finds titles as people write them, within the year, and nothing as an empty page", () =>
    withStandIn(({ baseUrls }) =>
      Effect.gen(function* () {
        const found: Array<ReadonlyArray<number>> = []
        for (const query of [
          "forrest%20gump",
          "Forrest+Gump&year=1994",
          "Forrest+Gump&primary_release_year=1994",
          "Forrest+Gump&year=1995",
          "Gumption"
        ]) {
          found.push(idsIn((yield* hearing(`${baseUrls.tmdb}/search/movie?query=${query}`)).json()))
        }
        assert.deepStrictEqual(found, [[13], [13], [13], [], []])
        const without = yield* hearing(`${baseUrls.tmdb}/search/movie`)
        assert.deepStrictEqual([without.status, without.json()], [422, { errors: ["query must be provided"] }])
      })
    )
  )

  it.effect("knows no such movie, no page beyond 500, and lists beyond their end are empty", () =>
    withStandIn(({ baseUrls }) =>
      Effect.gen(function* () {
        const heard: Array<unknown> = []
        for (const path of [
          "/movie/99",
          "/movie/9000002",
          "/person/1/movie_credits",
          "/discover/movie?page=501",
          "/tv/1"
        ]) {
          const { json, status } = yield* hearing(`${baseUrls.tmdb}${path}`)
          heard.push([status, (json() as { readonly status_code: number }).status_code])
        }
        assert.deepStrictEqual(heard, [
          [404, 34],
          [404, 34],
          [404, 34],
          [400, 22],
          [404, 34]
        ])
        const beyond = (yield* hearing(`${baseUrls.tmdb}/discover/movie?page=7`)).json()
        assert.deepStrictEqual(beyond, { page: 7, results: [], total_pages: 1, total_results: 9 })
      })
    )
  )

  it.effect("packs for who can unpack", () =>
    withStandIn(({ baseUrls }) =>
      Effect.gen(function* () {
        const packed = yield* hearing(`${baseUrls.tmdb}/movie/13`, { headers: { "accept-encoding": "gzip" } })
        assert.strictEqual(packed.headers.get("content-encoding"), "gzip")
        assert.propertyVal(packed.json(), "overview", bigOverview)
        assert.isBelow(Number(packed.headers.get("content-length")), 1_000)
      })
    )
  )

  it.effect("takes as long as the recording did, on whatever clock there is", () =>
    withStandIn(
      ({ baseUrls, status }) =>
        Effect.gen(function* () {
          const fiber = yield* Effect.forkChild(hearing(`${baseUrls.tmdb}/movie/13`))
          yield* until(() => status().providers.tmdb.concurrent === 1)
          yield* TestClock.adjust("159 millis")
          assert.strictEqual(status().providers.tmdb.concurrent, 1)
          yield* TestClock.adjust("1 millis")
          assert.strictEqual((yield* Fiber.join(fiber)).status, 200)
        }),
      { latencyScale: 2 }
    )
  )
})

describe("the other services at the stand-in", () => {
  it.effect("Wikimedia demands a user agent that says who asks, and gives entities and summaries", () =>
    withStandIn(({ baseUrls }) =>
      Effect.gen(function* () {
        const { wikidata, wikipedia } = baseUrls
        for (const agent of ["curl/8.0", "node", "reelstate/0.1 ()"]) {
          const refused = yield* hearing(`${wikidata}/wiki/Special:EntityData/Q13.json`, {
            headers: { "user-agent": agent }
          })
          assert.deepStrictEqual([refused.status, refused.text.includes("user-agent")], [403, true])
        }
        assert.strictEqual((yield* hearing(`${wikidata}/wiki/Special:EntityData/Q13.json?maxlag=5`)).status, 200)
        assert.strictEqual((yield* hearing(`${wikidata}/wiki/Special:EntityData/Q99.json`)).status, 404)
        for (const path of ["/en/page/summary/Forrest_Gump", "/en/api/rest_v1/page/summary/Forrest_Gump"]) {
          assert.propertyVal((yield* hearing(wikipedia + path)).json(), "title", "Forrest Gump")
        }
        const spaced = yield* hearing(`${wikipedia}/en/page/summary/Forrest%20Gump`)
        assert.deepStrictEqual([spaced.status, spaced.headers.get("location")], [302, "Forrest_Gump"])
        assert.strictEqual((yield* hearing(`${wikipedia}/de/page/summary/Forrest_Gump`)).status, 404)
      })
    )
  )

  it.effect(
    "Wikidata's API says with status 200 which entities are missing, and finds one by its IMDb or TMDB id",
    () =>
      withStandIn(({ baseUrls }) =>
        Effect.gen(function* () {
          const api = `${baseUrls.wikidata}/w/api.php?format=json&action=`
          const got = yield* hearing(`${api}wbgetentities&ids=Q13%7CQ99`)
          const { entities } = got.json() as { readonly entities: Record<string, unknown> }
          assert.deepStrictEqual([got.status, entities["Q99"]], [200, { id: "Q99", missing: "" }])
          assert.propertyVal(entities["Q13"], "id", "Q13")
          for (const statement of ["P345=tt00000278", "P4947=278"]) {
            const found = (yield* hearing(`${api}query&list=search&srsearch=haswbstatement:${statement}`)).json()
            assert.nestedPropertyVal(found, "query.search[0].title", "Q278")
          }
          const many = Array.from({ length: 51 }, (_, n) => `Q${n + 1}`).join("|")
          assert.nestedPropertyVal(
            (yield* hearing(`${api}wbgetentities&ids=${many}`)).json(),
            "error.code",
            "toomanyvalues"
          )
        })
      )
  )

  it.effect("OMDb demands a key, and says with status 200 what it does not have", () =>
    withStandIn(({ baseUrls }) =>
      Effect.gen(function* () {
        const said: Array<unknown> = []
        for (const query of ["i=tt0000013", "i=tt0000013&apikey=k", "i=tt9999999&apikey=k", "i=gump&apikey=k"]) {
          const { json, status } = yield* hearing(`${baseUrls.imdb}/?${query}`)
          const { Error, Response } = json() as { readonly Error?: string; readonly Response: string }
          said.push([status, Response, Error])
        }
        assert.deepStrictEqual(said, [
          [401, "False", "No API key provided."],
          [200, "True", undefined],
          [200, "False", "Error getting data."],
          [200, "False", "Incorrect IMDb ID."]
        ])
      })
    )
  )

  it.effect("pictures come to everybody, and may be kept", () =>
    withStandIn(({ baseUrls }) =>
      Effect.gen(function* () {
        const { bytes, headers, status } = yield* hearing(`${baseUrls.images}/t/p/w185/invented-13-poster.png`)
        assert.deepStrictEqual([status, headers.get("content-type"), bytes.length], [200, "image/png", 8])
        assert.strictEqual(headers.get("cache-control"), "public, max-age=31536000")
        assert.strictEqual((yield* hearing(`${baseUrls.images}/t/p/w185/none.png`)).status, 404)
      })
    )
  )
})

describe("hostile requests", () => {
  it.effect("get a clear 400 or 404 and nothing else", () =>
    withStandIn(({ status, url }) =>
      Effect.gen(function* () {
        const heard: Array<unknown> = []
        const paths = [
          `/tmdb/3/movie/${"9".repeat(5_000)}`,
          "/tmdb/3/movie/%",
          "/tmdb/3/search/movie?query=%ff",
          "/tmdb/3/../../../etc/passwd",
          "/images/t/p/%2e%2e/%2e%2e/etc/passwd",
          "/images/t/p/..%5c..%5cetc%5cpasswd",
          "/tmdb/3/movie/13%00",
          "/wikipedia/en/page/summary/a%0d%0aSet-Cookie:%20a",
          "/etc/passwd",
          "/tmdb/3x/movie/13",
          "http://example.org/"
        ]
        for (const path of paths) {
          const { status: code, text } = yield* hearRaw(url, path)
          heard.push(code)
          assert.hasAllKeys(JSON.parse(text) as object, ["error"], path.slice(0, 60))
        }
        assert.deepStrictEqual(heard, [400, 400, 400, 400, 400, 400, 400, 400, 404, 404, 400])
        assert.strictEqual(status().providers.tmdb.requests, 0)
      })
    )
  )

  it.effect("cannot pollute a prototype, nor reach pieces that only make up answers", () =>
    withStandIn(({ baseUrls }) =>
      Effect.gen(function* () {
        assert.strictEqual((yield* hearing(`${baseUrls.tmdb}/movie/13?__proto__=x&constructor=y`)).status, 200)
        assert.isUndefined(({} as { readonly x?: unknown }).x)
        assert.strictEqual((yield* hearRaw(baseUrls.tmdb, "/tmdb/3/part%20movie/13")).status, 404)
        assert.strictEqual((yield* hearing(`${baseUrls.tmdb}/movie/13`, { method: "POST" })).status, 405)
        assert.strictEqual((yield* hearing(`${baseUrls.tmdb}/movie/13`, { method: "HEAD" })).text, "")
      })
    )
  )

  it.effect("a head that is too large, and a port that is taken, are said to be so", () =>
    withStandIn(({ url }) =>
      Effect.gen(function* () {
        assert.strictEqual(
          yield* failing(`${url}/tmdb/3/movie/13`, { headers: { x: "a".repeat(20_000) } }),
          "answered with 431"
        )
        const taken = yield* Effect.flip(withStandIn(() => Effect.void, { port: Number(new URL(url).port) }))
        assert.include(taken.message, "EADDRINUSE")
        const none = yield* Effect.flip(withStandIn(() => Effect.void, { port: 70_000 }))
        assert.include(none.message, "ports are 0 to 65535")
      })
    )
  )
})
