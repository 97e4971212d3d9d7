import { assert, describe, it, vi } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import fc from "fast-check"
import { Inbox, type Delivery } from "../../../src/services/inbox/inbox.ts"
import { receiveWebhook } from "../../../src/shells/webhooks/receive-webhook.ts"
import { readDelivery } from "../../../src/shells/webhooks/read-delivery.ts"
import { defaultWebhookSettings as settings } from "../../../src/shells/webhooks/webhook-settings.ts"
import { recordOf } from "../../support/core.ts"
import { runs } from "../../support/runs.ts"
import { inWorld } from "../../support/virtual.ts"
import * as bodies from "./bodies.ts"
import { inboxWorld, post, secret } from "./inbox-world.ts"

vi.setConfig({ testTimeout: 120_000 })

const real: ReadonlyArray<Delivery> = [
  bodies.plex("media.play"),
  bodies.plex("media.scrobble"),
  bodies.jellyfin("PlaybackStop", { PlayedToCompletion: true }),
  bodies.jellyfin("ItemAdded"),
  bodies.emby("library.new", {}, { Path: "/films/Matrix.mkv" }),
  bodies.tautulli("watched"),
  bodies.radarr("Download"),
  bodies.radarr("MovieDelete", { deletedFiles: true }),
  bodies.radarr("Rename", { renamedMovieFiles: [{ previousPath: "/movies/a.mkv", path: "/movies/b.mkv" }] }),
  bodies.seerr("MEDIA_PENDING"),
  bodies.recommendation()
]

const contentTypes = [
  "application/json",
  "text/plain",
  "multipart/form-data; boundary=x",
  "multipart/form-data",
  "",
  "\u0000"
]

/** Values where a sender writes others: wrong kinds, and the edges of the right ones. */
const odd = fc.oneof(
  fc.constantFrom(
    null,
    true,
    "",
    "__proto__",
    -1,
    1e308,
    0.5,
    "\u0000",
    "\ud800",
    "9".repeat(400),
    "x".repeat(5_000),
    {},
    []
  ),
  fc.jsonValue({ maxDepth: 2 })
)

const replaced = (json: string, place: number, value: unknown): string => {
  const ends = [...json.matchAll(/:\s*("(?:[^"\\]|\\.)*"|-?[\d.]+|true|false|null)/g)]
  const hit = ends[place % Math.max(ends.length, 1)]
  if (hit === undefined) return json
  return `${json.slice(0, hit.index)}:${JSON.stringify(value)}${json.slice(hit.index + hit[0].length)}`
}

const bytesOf = (text: string): Buffer => Buffer.from(text, "latin1")

/** A real body with some of it changed: bytes flipped, cut, doubled, or a value replaced. */
const mutated = fc
  .record({
    from: fc.constantFrom(...real),
    cuts: fc.array(fc.record({ at: fc.nat(), length: fc.nat(60), put: fc.uint8Array({ maxLength: 12 }) }), {
      maxLength: 4
    }),
    values: fc.array(fc.record({ place: fc.nat(), value: odd }), { maxLength: 3 }),
    contentType: fc.option(fc.constantFrom(...contentTypes), { nil: undefined })
  })
  .map(({ contentType, cuts, from, values }): Delivery => {
    let text = Buffer.from(from.body).toString("latin1")
    for (const { place, value } of values) text = replaced(text, place, value)
    for (const { at, length, put } of cuts) {
      const start = at % (text.length + 1)
      text = `${text.slice(0, start)}${Buffer.from(put).toString("latin1")}${text.slice(start + length)}`
    }
    return { ...from, body: bytesOf(text), contentType: contentType ?? from.contentType }
  })

const anything = fc
  .record({
    body: fc.uint8Array({ maxLength: 600 }),
    contentType: fc.constantFrom(...contentTypes),
    source: fc.constantFrom(null, "plex", "jellyfin", "../etc")
  })
  .map((delivery): Delivery => delivery)

const hostile = fc.oneof({ weight: 4, arbitrary: mutated }, { weight: 1, arbitrary: anything })

const bodiesPerRun = 100
const bytesMax = 60_000
const states = new Set(["published", "repeated", "ignored", "waiting", "stored", "refused"])

describe("fuzzed webhooks", () => {
  it("are read or ignored with a reason, and never throw", () =>
    fc.assert(
      fc.property(fc.array(hostile, { minLength: bodiesPerRun, maxLength: bodiesPerRun }), (deliveries) => {
        for (const each of deliveries) {
          const reading = readDelivery(each, settings)
          if (reading.kind === "ignored") assert.isNotEmpty(reading.reason)
          else assert.isTrue(reading.sayings.length + reading.checks.length > 0 || reading.source === "radarr")
        }
      }),
      { numRuns: runs() }
    ))

  it("never crash, never grow the inbox, and never lose the good event that follows", () =>
    fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: bodiesPerRun, maxLength: bodiesPerRun }), (deliveries) =>
        inWorld(
          inboxWorld({ settings: { bytesMax, waitingMax: 10 } }),
          Effect.gen(function* () {
            const inbox = yield* Inbox
            for (const { body, contentType, source } of deliveries) {
              const key = Redacted.value(secret)
              const answer = yield* receiveWebhook(secret, source ?? undefined, contentType, body, key)
              assert.include([200, 202, 413, 422], answer.status)
              if (answer.status !== 413) assert.isTrue(states.has(answer.body.state), answer.body.state)
              assert.isAtMost(inbox.status().bytes, bytesMax + 20_000)
            }
            const { dropped, kept, newest } = inbox.status()
            assert.isAtMost(kept.waiting, 10)
            assert.strictEqual(Object.values(kept).reduce((sum, count) => sum + count) + dropped, newest)
            const good = bodies.jellyfin("PlaybackStart", { ItemId: "good", Provider_tmdb: "77", Provider_imdb: "" })
            assert.strictEqual((yield* post(good)).body.state, "published")
            assert.strictEqual((yield* recordOf("tmdb:77")).statistics.plays, 1)
          })
        )
      ),
      { numRuns: runs(25, 250) }
    ))
})
