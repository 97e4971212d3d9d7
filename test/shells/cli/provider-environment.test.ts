import { assert, describe, it } from "vitest"
import { Option, Redacted, Result } from "effect"
import { hybridModes, parseHybridModes } from "../../../src/infra/hybrid/hybrid-settings.ts"
import { chooseSource, type Environment } from "../../../src/shells/cli/provider-environment.ts"

const ownFixtures = "/program/fixtures"
const choose = (environment: Environment, providers?: string, isLab = false, fixtures?: string) =>
  chooseSource(
    {
      providers: providers === undefined ? Option.none() : Option.some(Result.getOrThrow(parseHybridModes(providers))),
      fixtures: Option.fromNullishOr(fixtures)
    },
    environment,
    { isLab, ownFixtures }
  )
const chosen = (...args: Parameters<typeof choose>) => Result.getOrThrow(choose(...args))
const refused = (...args: Parameters<typeof choose>) => Result.getOrThrow(Result.flip(choose(...args)))

describe("where a command's answers come from", () => {
  it("without a key and without the flag everything replays from fixtures, and one line says so", () => {
    for (const environment of [{}, { TMDB_TOKEN: "" }, { TMDB_TOKEN: "  ", OMDB_KEY: "k" }]) {
      const { fixtures, modes, notices } = chosen(environment)
      assert.deepStrictEqual([fixtures, modes, notices.length], [ownFixtures, hybridModes("replay"), 1])
      assert.match(notices[0]!, /replays from fixtures.*Set TMDB_TOKEN/)
    }
  })

  it("with TMDB_TOKEN a real library is live, falls back on recordings, and never on invented texts", () => {
    const { fixtures, http, modes, notices } = chosen({ TMDB_TOKEN: " t ", REELSTATE_CONTACT: "me@example.org" })
    assert.deepStrictEqual([fixtures, modes, notices], [null, hybridModes("live-then-replay"), []])
    assert.strictEqual(Redacted.value(http.tmdbToken!), "t")
    assert.strictEqual(chosen({ TMDB_TOKEN: "t" }, undefined, false, "/mine").fixtures, "/mine")
  })

  it("a library of the lab replays whatever the environment says, and refuses to be live", () => {
    const environment = { TMDB_TOKEN: "t", REELSTATE_PROVIDERS: "live" }
    assert.deepStrictEqual(chosen(environment, undefined, true).modes, hybridModes("replay"))
    assert.match(refused(environment, "live,images=replay", true), /start --providers live/)
  })

  it("the flag goes before the environment, and what is not set up is said with what to do", () => {
    const { modes, notices } = chosen({ REELSTATE_PROVIDERS: "live" }, "record,imdb=replay")
    assert.deepStrictEqual(modes, hybridModes("record", { imdb: "replay" }))
    assert.deepStrictEqual(
      notices.map((line) => /Set (\w+)|set (\w+)/.exec(line)?.slice(1).find(Boolean)),
      ["TMDB_TOKEN", "REELSTATE_CONTACT"]
    )
    assert.deepStrictEqual(chosen({ REELSTATE_PROVIDERS: "tmdb=live", TMDB_TOKEN: "t" }).notices, [])
  })

  it("a variable that cannot be used is named, and no secret is told (SAFE-5)", () => {
    assert.match(refused({ REELSTATE_OMDB_URL: "localhost:80" }), /^REELSTATE_OMDB_URL is no address/)
    assert.match(
      refused({ REELSTATE_PROVIDERS: "wiki=live" }),
      /^REELSTATE_PROVIDERS.*"wiki" is no provider; did you mean/
    )
    assert.match(refused({ REELSTATE_CONTACT: "a\r\nx-evil: 1" }), /^REELSTATE_CONTACT/)
    const word = "tökén"
    assert.notInclude(refused({ TMDB_TOKEN: word }), word)
    assert.notInclude(JSON.stringify(chosen({ TMDB_TOKEN: "hush-hush" })), "hush-hush")
    assert.deepStrictEqual(chosen({ REELSTATE_TMDB_URL: "http://127.0.0.1:1/3" }).http.providers, {
      tmdb: { baseUrl: "http://127.0.0.1:1/3" }
    })
  })
})
