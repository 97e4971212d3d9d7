/** Webhooks as media servers send them: over real sockets, to the server as it is served. */
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import fc from "fast-check"
import { request as nodeRequest } from "node:http"
import type { Delivery } from "../../../src/services/inbox/inbox.ts"
import { Inbox } from "../../../src/services/inbox/inbox.ts"
import { MovieRepository } from "../../../src/services/movie-repository.ts"
import { Store } from "../../../src/services/store.ts"
import { type RunningServer, serveHttp } from "../../../src/shells/http/server.ts"
import type { AccessLine } from "../../../src/shells/http/settings.ts"
import * as bodies from "../webhooks/bodies.ts"
import { type HttpWorld, makeWorld, secret } from "./http-world.ts"

let world: HttpWorld
let server: RunningServer
const scope = Effect.runSync(Scope.make())
const log: Array<AccessLine> = []

beforeAll(async () => {
  world = await makeWorld()
  const settings = { port: 0, token: "a-token-of-the-owner", accessLog: (line: AccessLine) => void log.push(line) }
  server = await world.run(serveHttp(settings).pipe(Effect.provideService(Scope.Scope, scope)))
})
afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  await world.close()
})

interface Answer {
  readonly status: number
  readonly text: string
}

/** A client of the plainest kind: a media server sends neither an origin nor a token. */
const send = (path: string, body: Uint8Array, headers: Readonly<Record<string, string>>): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    const asked = nodeRequest({ hostname, port, path, method: "POST", headers, agent: false }, (response) => {
      let text = ""
      response.on("data", (chunk: Buffer) => void (text += chunk.toString()))
      response.on("end", () => resolve({ status: response.statusCode!, text }))
    })
    asked.on("error", reject)
    asked.end(body)
  })

const key = encodeURIComponent(secret)
const deliver = ({ body, contentType, source }: Delivery) =>
  send(`/v1/webhooks/${source}?secret=${key}`, body, { "content-type": contentType, "user-agent": "PlexMediaServer" })

const all: ReadonlyArray<Delivery> = [
  bodies.plex("media.scrobble"),
  bodies.jellyfin("PlaybackStop", { PlayedToCompletion: true }),
  bodies.emby("playback.stop", { PlayedToCompletion: true }),
  bodies.tautulli("watched"),
  bodies.radarr("Download"),
  bodies.seerr("MEDIA_APPROVED"),
  bodies.recommendation([{ tmdb: 603 }])
]

const record = () => world.run(MovieRepository.use(({ find }) => find("tmdb:603")))

describe("webhooks over HTTP", () => {
  it("every format, sent twice as the real servers send it, has a single effect in the records (SAFE-5, STORE-1)", async () => {
    const statuses: Array<number> = []
    // The third time in other bytes, as after a restart of the sender.
    const again = (each: Delivery): Delivery => ({ ...each, body: Buffer.concat([each.body, Buffer.from("\r\n")]) })
    const thrice = all.flatMap((each) => [each, each, again(each)])
    for (const each of thrice) statuses.push((await deliver(each)).status)
    assert.deepStrictEqual(new Set(statuses), new Set([200]))
    await world.rest()
    const movie = (await record())!
    assert.deepStrictEqual([movie.statistics.plays, movie.statistics.viewCount], [4, 4])
    assert.lengthOf(movie.identity.files, 1)
    // The runtime's own events have ids without a colon.
    const journal = await world.run(Effect.flatMap(Store, (store) => store.read(1, 10_000)))
    const told = journal.map(({ event }) => event).filter(({ id }) => id.includes(":"))
    const players = Array.from({ length: 4 }, () => ["PlaybackStarted", "MovieViewed"]).flat()
    const others = ["VideoFileDetected", "MovieRequested", "RecommendationTriggered"]
    assert.deepStrictEqual(
      told.map(({ type }) => type),
      [...players, ...others]
    )
    const { duplicates, newest } = await world.run(Inbox.use(({ status }) => Effect.succeed(status())))
    // What Plex sends besides the JSON is not kept: there the third time is the same bytes.
    assert.deepStrictEqual([newest, duplicates], [2 * all.length - 1, all.length + 1])
  })

  it("the secret may come in any of the places that senders have for it, and without a source", async () => {
    const { body, contentType } = bodies.recommendation([{ tmdb: 680 }])
    const basic = Buffer.from(`radarr:${secret}`).toString("base64")
    const places = [{ "x-reelstate-secret": secret }, { authorization: `Basic ${basic}` }]
    for (const headers of places) {
      const { status, text } = await send("/v1/webhooks", body, { "content-type": contentType, ...headers })
      assert.strictEqual(status, 200, text)
    }
  })

  it("a wrong secret is told before the body is read, and nothing is kept of it", async () => {
    const before = await world.run(Inbox.use(({ status }) => Effect.succeed(status().newest)))
    const { body, contentType } = all[0]!
    for (const given of ["wrong", "", `${secret}x`, secret.slice(1)]) {
      const path = `/v1/webhooks/plex?secret=${encodeURIComponent(given)}`
      const { status, text } = await send(path, body, { "content-type": contentType })
      assert.deepStrictEqual([status, JSON.parse(text).type], [401, "/docs#problem-secret-wrong"])
    }
    assert.strictEqual(await world.run(Inbox.use(({ status }) => Effect.succeed(status().newest))), before)
  })

  it("no log has the secret (SAFE-5)", () => {
    assert.isAbove(log.length, 10)
    assert.notInclude(JSON.stringify(log), "secret=")
    assert.notInclude(JSON.stringify(log), secret)
  })

  it("500 bodies that nobody would send are all answered, and a good one after them has its effect", async () => {
    const before = (await record())!.statistics.plays
    const noise = fc.sample(
      fc.record({
        from: fc.constantFrom(...all),
        at: fc.nat(),
        put: fc.uint8Array({ maxLength: 40 }),
        cut: fc.nat(400)
      }),
      { numRuns: 500, seed: 20_260_101 }
    )
    const statuses = new Map<number, number>()
    for (let from = 0; from < noise.length; from += 25) {
      const answers = await Promise.all(
        noise.slice(from, from + 25).map(({ at, cut, from: { body, contentType, source }, put }) => {
          const place = at % (body.length + 1)
          const bytes = Buffer.concat([body.subarray(0, place), put, body.subarray(place + cut)])
          // Cut anywhere and mended with noise; what is still whole elsewhere is a good delivery.
          return deliver({ source, contentType, body: bytes })
        })
      )
      for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    const known = new Set([200, 202, 422])
    assert.deepStrictEqual(
      [...statuses.keys()].filter((status) => !known.has(status)),
      []
    )
    assert.strictEqual(
      [...statuses.values()].reduce((sum, count) => sum + count, 0),
      500
    )
    const good = await deliver(bodies.plexForm(bodies.plexPayload("media.play", {}, { uuid: "another player" })))
    assert.strictEqual(good.status, 200, good.text)
    await world.rest()
    assert.isAbove((await record())!.statistics.plays, before)
    assert.strictEqual(await world.run(Store.use((store) => Effect.succeed(store.deadLetters().length))), 0)
  })

  it("deliveries can be looked at with the token, and one that had no effect is read again", async () => {
    const headers = { authorization: "Bearer a-token-of-the-owner" }
    assert.strictEqual((await fetch(`${server.url}/v1/webhooks`)).status, 401)
    await deliver({ source: "plex", contentType: "application/json", body: Buffer.from('{"nobody":"knows"}') })
    const listed = await fetch(`${server.url}/v1/webhooks?limit=1`, { headers })
    const { deliveries, status } = (await listed.json()) as {
      deliveries: ReadonlyArray<{ number: number; state: string; reason: string }>
      status: { newest: number }
    }
    assert.deepStrictEqual(
      deliveries.map(({ number, reason, state }) => [number, state, reason]),
      [[status.newest, "ignored", "nobody here knows this form"]]
    )
    const replayed = await fetch(`${server.url}/v1/webhooks/${status.newest}/replay`, { method: "POST", headers })
    const told = (await replayed.json()) as { replayed: number; delivery: { state: string } }
    assert.deepStrictEqual([told.replayed, told.delivery.state], [1, "ignored"])
  })
})
