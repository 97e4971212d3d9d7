import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"
import { Inbox } from "../../../src/services/inbox/inbox.ts"
import { receiveWebhook } from "../../../src/shells/webhooks/receive-webhook.ts"
import { AtRest, recordOf } from "../../support/core.ts"
import * as bodies from "./bodies.ts"
import { inboxWorld, secret, toldEvents } from "./inbox-world.ts"

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** A server of the plainest kind over the handler; the result is its address. */
const serving = Effect.gen(function* () {
  const context = yield* Effect.context<Inbox>()
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, "http://127.0.0.1")
    const source = pathname.split("/").at(-1)
    const type = request.headers["content-type"] ?? ""
    void bodyOf(request)
      .then((bytes) =>
        Effect.runPromiseWith(context)(
          receiveWebhook(secret, source, type, bytes, searchParams.get("secret") ?? undefined)
        )
      )
      .then(({ body, status }) => response.writeHead(status).end(JSON.stringify(body)))
  })
  yield* Effect.acquireRelease(
    Effect.promise(() => new Promise<void>((resume) => server.listen(0, "127.0.0.1", resume))),
    () => Effect.promise(() => new Promise<void>((resume) => void server.close(() => resume())))
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/webhooks`
})

const all = [
  bodies.plex("media.scrobble"),
  bodies.jellyfin("PlaybackStop", { PlayedToCompletion: true }),
  bodies.emby("playback.stop", { PlayedToCompletion: true }),
  bodies.tautulli("watched"),
  bodies.radarr("Download"),
  bodies.seerr("MEDIA_APPROVED"),
  bodies.recommendation([{ tmdb: 603 }])
]

describe("webhooks over HTTP", () => {
  it.live("every format, posted twice by a real client, has a single effect", () =>
    Effect.gen(function* () {
      const address = yield* serving
      const post = (path: string, { body, contentType }: (typeof all)[number]) =>
        Effect.promise(() =>
          fetch(`${address}/${path}`, {
            method: "POST",
            headers: { "content-type": contentType, connection: "close" },
            body: Buffer.from(body)
          })
        )
      const key = encodeURIComponent(Redacted.value(secret))
      const statuses: Array<number> = []
      for (const each of [...all, ...all]) statuses.push((yield* post(`${each.source}?secret=${key}`, each)).status)
      assert.deepStrictEqual(
        statuses,
        Array.from({ length: 2 * all.length }, () => 200)
      )
      assert.strictEqual((yield* post("plex?secret=wrong", all[0]!)).status, 401)
      yield* (yield* AtRest).wait
      assert.deepInclude((yield* Inbox).status(), { newest: all.length, duplicates: all.length })
      const players = Array.from({ length: 4 }, () => ["PlaybackStarted", "MovieViewed"]).flat()
      const others = ["VideoFileDetected", "MovieRequested", "RecommendationTriggered"]
      assert.deepStrictEqual(yield* toldEvents, [...players, ...others])
      const { statistics } = yield* recordOf("tmdb:603")
      assert.deepStrictEqual([statistics.plays, statistics.viewCount], [4, 4])
    }).pipe(Effect.scoped, Effect.provide(inboxWorld()))
  )
})
