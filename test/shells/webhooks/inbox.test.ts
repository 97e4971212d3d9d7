import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Delivery } from "../../../src/services/inbox/inbox.ts"
import { Inbox } from "../../../src/services/inbox/inbox.ts"
import { dayMs, hourMs, minuteMs } from "../../../src/domain/time.ts"
import { MemoryDisk } from "../../../src/infra/disk/memory-disk.ts"
import { receiveWebhook } from "../../../src/shells/webhooks/receive-webhook.ts"
import { allEvents, EventBus, recordOf, Store } from "../../support/core.ts"
import { advance, inWorld, World } from "../../support/virtual.ts"
import { inProcess } from "../../support/shelf.ts"
import * as bodies from "./bodies.ts"
import { inboxWorld, post, secret, toldEvents } from "./inbox-world.ts"

/** Delivers everything twice, with a while in between that no check for equal bytes spans; returns the states. */
const postTwice = Effect.fnUntraced(function* (...deliveries: ReadonlyArray<Delivery>) {
  const states: Array<string> = []
  for (const delivery of deliveries) {
    for (const waitMs of [20 * minuteMs, 0]) {
      const { body } = yield* post(delivery)
      states.push(body.state)
      yield* advance(waitMs)
    }
  }
  return states
})

const statisticsOf = (ref: string) => Effect.map(recordOf(ref), ({ statistics }) => statistics)

describe("a webhook delivered twice has a single effect (SAFE-5)", () => {
  const players = {
    plex: [bodies.plex("media.play"), bodies.plex("media.scrobble"), bodies.plex("media.stop", { viewOffset: 8e6 })],
    jellyfin: [bodies.jellyfin("PlaybackStart"), bodies.jellyfin("PlaybackStop", { PlayedToCompletion: true })],
    emby: [bodies.emby("playback.start"), bodies.emby("playback.stop", { PlayedToCompletion: true })],
    tautulli: [bodies.tautulli("play"), bodies.tautulli("watched"), bodies.tautulli("stop", { progress: "99" })]
  }
  for (const [name, deliveries] of Object.entries(players)) {
    it(`${name}: one play, one view, one movie that goes by all its ids`, () =>
      inWorld(
        inboxWorld(),
        Effect.gen(function* () {
          const [first, second, ...others] = yield* postTwice(...deliveries)
          assert.deepStrictEqual([first, second], ["published", "repeated"])
          assert.strictEqual(others[0], "published")
          assert.isTrue(others.slice(1).every((state) => state === "repeated"))
          assert.deepStrictEqual(yield* toldEvents, ["PlaybackStarted", "MovieViewed"])
          const { identity, lifecycle } = yield* recordOf("tmdb:603")
          assert.includeMembers([...identity.aliases], ["tmdb:603", "imdb:tt0133093"])
          assert.isTrue(identity.aliases.some((alias) => alias.startsWith("server:")))
          assert.strictEqual(lifecycle.state, "medium")
          const { plays, viewCount } = yield* statisticsOf("tmdb:603")
          assert.deepStrictEqual([plays, viewCount], [1, 1])
        })
      ))
  }

  it("radarr: a file comes, moves and goes; what Radarr only misses asks for our own look (SAFE-2)", () => {
    const looks: Array<string> = []
    const [from, to] = ["/movies/The Matrix (1999)/The Matrix.mkv", "/movies/The Matrix (1999)/Matrix.mkv"]
    return inWorld(
      inboxWorld({ looks }),
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* postTwice(bodies.radarr("Download")), ["published", "published"])
        yield* advance(hourMs)
        const renamedMovieFiles = [{ previousPath: from, path: to }]
        yield* post(bodies.radarr("Rename", { renamedMovieFiles }))
        yield* post(bodies.radarr("Rename", { renamedMovieFiles }))
        yield* post(bodies.radarr("MovieFileDelete", { deleteReason: "missingFromDisk", movieFile: { path: to } }))
        const there = (yield* recordOf("tmdb:603")).identity.files
        assert.deepStrictEqual(
          there.map(({ missingSince, path }) => [path, missingSince]),
          [[to, null]]
        )
        assert.deepStrictEqual(looks, [to])
        yield* post(bodies.radarr("MovieDelete", { deletedFiles: true, movieFile: undefined }))
        const { files } = (yield* recordOf("imdb:tt0133093")).identity
        assert.strictEqual(files.length, 1)
        assert.isNotNull(files[0]!.missingSince)
        assert.deepStrictEqual(yield* toldEvents, [
          "VideoFileDetected",
          "VideoFileDetected",
          "VideoMoved",
          "VideoRemoved"
        ])
      })
    )
  })

  it("seerr and recommendations: a wish is asked once, though it is pending and then approved", () =>
    inWorld(
      inboxWorld(),
      Effect.gen(function* () {
        const states = []
        for (const each of [bodies.seerr("MEDIA_PENDING"), bodies.seerr("MEDIA_APPROVED"), bodies.recommendation()]) {
          states.push((yield* post(each)).body.state, (yield* post(each)).body.duplicate)
        }
        assert.deepStrictEqual(states, ["published", true, "repeated", true, "published", true])
        assert.deepStrictEqual(yield* toldEvents, ["MovieRequested", "RecommendationTriggered"])
        assert.strictEqual((yield* recordOf("imdb:tt0109830")).lifecycle.state, "basic")
      })
    ))

  it("several users of one session are one play; a mark by hand is none; a stray start after the end is none", () =>
    inWorld(
      inboxWorld(),
      Effect.gen(function* () {
        yield* post(bodies.jellyfin("PlaybackStart"))
        yield* post(bodies.jellyfin("PlaybackStart", { NotificationUsername: "bob", UserId: "u2" }))
        yield* post(bodies.jellyfin("UserDataSaved", { SaveReason: "TogglePlayed", Played: true, UserId: "u3" }))
        yield* post(bodies.jellyfin("PlaybackStop", { PlayedToCompletion: true }))
        const stray = yield* post(bodies.jellyfin("PlaybackStart", { PlaybackPositionTicks: 0 }))
        assert.strictEqual(stray.body.reason, "a start after the end of its session")
        const { plays, viewCount } = yield* statisticsOf("tmdb:603")
        assert.deepStrictEqual([plays, viewCount], [1, 1])
        // The next evening it is seen again.
        yield* advance(dayMs)
        yield* post(bodies.jellyfin("PlaybackStart"))
        assert.strictEqual((yield* statisticsOf("tmdb:603")).plays, 2)
        assert.deepStrictEqual(yield* toldEvents, ["PlaybackStarted", "MovieViewed", "MovieViewed", "PlaybackStarted"])
      })
    ))
})

const noIds = { Provider_tmdb: undefined, Provider_imdb: undefined }

describe("what cannot be resolved", () => {
  it("waits, says so, and has its effect once an id has come", () =>
    inWorld(
      inboxWorld(),
      Effect.gen(function* () {
        const inbox = yield* Inbox
        const answer = yield* post(bodies.jellyfin("PlaybackStart", noIds))
        assert.strictEqual(answer.status, 202)
        assert.match(answer.body.reason!, /^waits for an id of The Matrix \(1999\); 5 more tries$/)
        assert.strictEqual((yield* Store).status().movies, 0)
        assert.isNotNull(inbox.status().nextTryAt)
        yield* post(bodies.jellyfin("ItemAdded"))
        yield* advance(minuteMs)
        assert.deepInclude(inbox.status().kept, { waiting: 0, published: 2 })
        assert.strictEqual((yield* statisticsOf("tmdb:603")).plays, 1)
      })
    ))

  it("goes by its title in the end: the library matches it, or says that it cannot", () =>
    inWorld(
      inboxWorld(),
      Effect.gen(function* () {
        yield* post(bodies.jellyfin("PlaybackStart", noIds))
        yield* advance(3 * dayMs)
        yield* recordOf("server:jellyfin/jf1/a1b2")
        const born = (yield* allEvents).find(({ type }) => type === "MovieCreated")
        assert.deepInclude(born, { title: "The Matrix", year: 1999 })
        assert.deepInclude((yield* Inbox).status().kept, { waiting: 0, published: 1 })
      })
    ))

  it("is bounded: the oldest of too many has its last try", () =>
    inWorld(
      inboxWorld({ settings: { waitingMax: 3 } }),
      Effect.gen(function* () {
        for (let item = 0; item < 8; item++)
          yield* post(bodies.jellyfin("PlaybackStart", { ...noIds, ItemId: `i${item}`, Name: undefined }))
        assert.deepInclude((yield* Inbox).status().kept, { waiting: 3, refused: 5 })
      })
    ))
})

describe("the inbox", () => {
  it("survives a restart: what waited waits on, what was told is not told again", async () => {
    const disk = new MemoryDisk()
    await inWorld(
      inboxWorld(),
      Effect.gen(function* () {
        const time = yield* World
        const process = <A, E>(program: Effect.Effect<A, E, Inbox | Store | World>) =>
          inProcess(inboxWorld({ disk }), Effect.provideService(program, World, time))
        yield* process(Effect.andThen(post(bodies.plex("media.play")), post(bodies.jellyfin("PlaybackStart", noIds))))
        yield* advance(20 * minuteMs)
        yield* process(
          Effect.gen(function* () {
            const inbox = yield* Inbox
            assert.deepInclude(inbox.status().kept, { published: 1, waiting: 1 })
            assert.strictEqual((yield* post(bodies.plex("media.play"))).body.state, "repeated")
            assert.deepStrictEqual(yield* toldEvents, ["PlaybackStarted"])
            yield* post(bodies.jellyfin("ItemAdded"))
            yield* advance(hourMs)
            assert.deepStrictEqual(inbox.status().kept.waiting, 0)
          })
        )
      })
    )
  })

  it("keeps a delivery before it is understood: a full library is tried again, and nothing is lost", () => {
    const disk = new MemoryDisk()
    return inWorld(
      inboxWorld({ disk }),
      Effect.gen(function* () {
        const bus = yield* EventBus
        yield* bus.publish({ type: "MovieRequested", movie: "tmdb:1" })
        yield* advance(minuteMs)
        // The delivery itself is appended and synced; the next writes are those of the journal.
        disk.failAt(3, "full")
        const { body, status } = yield* post(bodies.plex("media.play"))
        assert.deepStrictEqual([status, body.state], [202, "stored"])
        yield* advance(2 * minuteMs)
        assert.deepInclude((yield* Inbox).status().kept, { stored: 0, published: 1 })
        assert.strictEqual((yield* statisticsOf("tmdb:603")).plays, 1)
      })
    )
  })

  it("replays what had no effect, and only that", () =>
    inWorld(
      inboxWorld(),
      Effect.gen(function* () {
        const inbox = yield* Inbox
        yield* post(bodies.plex("media.play"))
        yield* post(bodies.delivery("application/json", '{"what":"is this"}', "plex"))
        assert.strictEqual(yield* inbox.replay(), 1)
        assert.strictEqual(yield* inbox.replay(1), 0)
        assert.deepStrictEqual(
          inbox.recent(2).map(({ number, reason, state }) => [number, state, reason]),
          [
            [2, "ignored", "nobody here knows this form"],
            [1, "published", null]
          ]
        )
        assert.strictEqual((yield* allEvents).filter(({ type }) => type === "PlaybackStarted").length, 1)
      })
    ))

  it("stays within its bytes and its age, and counts what it dropped", () => {
    const disk = new MemoryDisk()
    return inWorld(
      inboxWorld({ disk, settings: { bytesMax: 40_000 } }),
      Effect.gen(function* () {
        const inbox = yield* Inbox
        yield* post(bodies.jellyfin("PlaybackStart", noIds))
        for (let count = 0; count < 300; count++)
          yield* post(bodies.delivery("application/json", JSON.stringify({ count, text: "x".repeat(500) })))
        const { bytes, dropped, kept, lost, newest } = inbox.status()
        assert.isAtMost(bytes, 42_000)
        assert.deepStrictEqual([newest, kept.waiting + kept.ignored + dropped, kept.waiting + lost], [301, 301, 1])
        assert.isAtMost(disk.contents("/library/inbox.ndjson")!.length, 42_000)
        yield* advance(70 * dayMs)
        assert.deepInclude(inbox.status().kept, { ignored: 0 })
      })
    )
  })

  it("stores neither pictures nor secrets (SAFE-5)", () => {
    const disk = new MemoryDisk()
    return inWorld(
      inboxWorld({ disk }),
      Effect.gen(function* () {
        yield* post(bodies.plexForm(bodies.plexPayload("media.play"), 2_000_000))
        const text = Buffer.from(disk.contents("/library/inbox.ndjson")!).toString()
        assert.isBelow(text.length, 4_000)
        assert.notInclude(text, "a secret")
      })
    )
  })
})

describe("a webhook without the right secret", () => {
  for (const wrong of [undefined, "", "a secret for test", "a secret for tests "]) {
    it(`${JSON.stringify(wrong)} is turned away, and nothing is kept`, () =>
      inWorld(
        inboxWorld(),
        Effect.gen(function* () {
          const { body, contentType } = bodies.plex("media.play")
          const answer = yield* receiveWebhook(secret, "plex", contentType, body, wrong)
          assert.strictEqual(answer.status, 401)
          assert.strictEqual((yield* Inbox).status().newest, 0)
        })
      ))
  }

  it("and one that is too large is turned away", () =>
    inWorld(
      inboxWorld(),
      Effect.gen(function* () {
        const large = bodies.delivery("application/json", `{"text":"${"x".repeat(1_100_000)}"}`)
        assert.strictEqual((yield* post(large)).status, 413)
        assert.strictEqual((yield* post(bodies.plexForm("{}", 9_000_000))).status, 413)
      })
    ))
})
