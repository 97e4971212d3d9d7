import { assert, describe, it } from "@effect/vitest"
import type { Hint } from "../../../src/domain/event.ts"
import type { Delivery, Speaking } from "../../../src/services/inbox/inbox.ts"
import { hintFrom } from "../../../src/services/inbox/item-hint.ts"
import { readDelivery } from "../../../src/shells/webhooks/read-delivery.ts"
import { defaultWebhookSettings as settings } from "../../../src/shells/webhooks/webhook-settings.ts"
import { readFileSync } from "node:fs"
import { tautulliTemplate } from "../../../src/shells/webhooks/tautulli-template.ts"
import * as bodies from "./bodies.ts"

const read = (delivery: Delivery) => readDelivery(delivery, settings)

/** What a delivery says, in short: the mark and body of each saying; ids that are missing are told. */
const said = (delivery: Delivery): unknown => {
  const reading = read(delivery)
  if (reading.kind === "ignored") return `${reading.source} ignored: ${reading.reason}`
  return reading.sayings.map((saying) => {
    if ("body" in saying) return saying.body
    if ("removedBelow" in saying) return `removed below ${saying.removedBelow}`
    const own: Hint | undefined = saying.about.own === null ? undefined : { movie: saying.about.own }
    return saying.bodyOf(hintFrom(saying.about) ?? own!)
  })
}
const spoken = (delivery: Delivery): Speaking => {
  const reading = read(delivery)
  if (reading.kind === "ignored") throw new Error(reading.reason)
  return reading
}

const plexOwn = "server:plex://movie/5d7768244de0ee001fcc7fed"
const matrix = (own: string) => ({
  movie: "tmdb:603",
  aliases: ["imdb:tt0133093", own],
  title: "The Matrix",
  year: 1999
})
const started = (own: string, from: string) => ({ type: "PlaybackStarted", ...matrix(own), from })
const watched = { type: "MovieViewed", movie: "tmdb:603", kind: "watched" }
const listed = (own: string) => ({ type: "DiscoverMoviesFetched", movies: [matrix(own)] })

describe("what a webhook says", () => {
  it("Plex: a form whose JSON part looks like a file, guid beside Guid", () => {
    assert.deepStrictEqual(said(bodies.plex("media.play")), [started(plexOwn, "plex")])
    assert.deepStrictEqual(said(bodies.plex("media.scrobble")), [started(plexOwn, "plex"), watched])
    assert.deepStrictEqual(said(bodies.plex("media.stop", { viewOffset: 7_400_000 })), [
      started(plexOwn, "plex"),
      watched
    ])
    assert.strictEqual(
      said(bodies.plex("media.stop")),
      "plex ignored: it was stopped at 1 %; from 90 % on it counts as watched"
    )
    assert.deepStrictEqual(said(bodies.plexForm(bodies.plexPayload("library.new", {}, null))), [listed(plexOwn)])
    assert.strictEqual(said(bodies.plex("media.rate")), "plex ignored: media.rate says nothing about a movie")
    assert.strictEqual(
      said(bodies.plex("media.play", { type: "episode" })),
      "plex ignored: it is about episode, not about a movie"
    )
  })

  it("Plex: the legacy agents name ids in guid and fill no list; an item of no agent waits under its rating key", () => {
    const legacy = (guid: string) => said(bodies.plex("media.play", { guid, Guid: undefined }))
    const named = { title: "The Matrix", year: 1999, from: "plex" }
    const own = "server:plex/54664a3d/1936545"
    assert.deepStrictEqual(legacy("com.plexapp.agents.imdb://tt0133093?lang=en"), [
      { type: "PlaybackStarted", movie: "imdb:tt0133093", aliases: [own], ...named }
    ])
    assert.deepStrictEqual(legacy("com.plexapp.agents.themoviedb://603?lang=en"), [
      { type: "PlaybackStarted", movie: "tmdb:603", aliases: [own], ...named }
    ])
    assert.deepStrictEqual(legacy("local://1936545"), [{ type: "PlaybackStarted", movie: own, from: "plex" }])
  })

  it("Plex: a scrobble without a player is a mark set by hand", () => {
    const marked = bodies.plexForm(bodies.plexPayload("media.scrobble", {}, null))
    assert.deepStrictEqual(said(marked), [{ type: "MovieViewed", movie: "tmdb:603", kind: "marked" }])
  })

  it("Jellyfin: text with raw line breaks, ticks, users of one session in one occasion", () => {
    const own = "server:jellyfin/jf1/a1b2"
    assert.deepStrictEqual(said(bodies.jellyfin("PlaybackStart")), [started(own, "jellyfin")])
    assert.deepStrictEqual(said(bodies.jellyfin("PlaybackStop", { PlayedToCompletion: true })), [
      started(own, "jellyfin"),
      watched
    ])
    assert.deepStrictEqual(said(bodies.jellyfin("PlaybackStop", { PlaybackPositionTicks: 79_000_000_000 })), [
      started(own, "jellyfin"),
      watched
    ])
    assert.deepStrictEqual(said(bodies.jellyfin("ItemAdded")), [listed(own)])
    assert.deepStrictEqual(said(bodies.jellyfin("UserDataSaved", { SaveReason: "TogglePlayed", Played: true })), [
      { type: "MovieViewed", movie: "tmdb:603", kind: "marked" }
    ])
    const other = bodies.jellyfin("PlaybackStart", { NotificationUsername: "bob", UserId: "u2" })
    assert.deepStrictEqual(spoken(other).occasion, spoken(bodies.jellyfin("PlaybackStart")).occasion)
    for (const [type, fields] of [
      ["UserDataSaved", { SaveReason: "PlaybackProgress", Played: true }],
      ["ItemDeleted", {}],
      ["TaskCompleted", {}],
      ["PlaybackStart", { ItemType: "Episode" }]
    ] as const) {
      assert.match(String(said(bodies.jellyfin(type, fields))), /^jellyfin ignored/)
    }
  })

  it("Emby: nested, and a new item with a path is a file", () => {
    const own = "server:emby/emby1/771"
    assert.deepStrictEqual(said(bodies.emby("playback.start")), [started(own, "emby")])
    assert.deepStrictEqual(said(bodies.emby("playback.stop", { PlayedToCompletion: true })), [
      started(own, "emby"),
      watched
    ])
    assert.deepStrictEqual(said(bodies.emby("item.markplayed")), [
      { type: "MovieViewed", movie: "tmdb:603", kind: "marked" }
    ])
    assert.deepStrictEqual(said(bodies.emby("library.new")), [listed(own)])
    assert.deepStrictEqual(said(bodies.emby("library.new", {}, { Path: "/films/Matrix.mkv" })), [
      {
        type: "VideoFileDetected",
        path: "/films/Matrix.mkv",
        title: "The Matrix",
        year: 1999,
        aliases: ["tmdb:603", "imdb:tt0133093", own]
      }
    ])
  })

  it("Tautulli: every value a text, some of them empty", () => {
    assert.deepStrictEqual(said(bodies.tautulli("play")), [started(plexOwn, "tautulli")])
    assert.deepStrictEqual(said(bodies.tautulli("watched")), [started(plexOwn, "tautulli"), watched])
    assert.deepStrictEqual(said(bodies.tautulli("stop", { progress: "86" })), [started(plexOwn, "tautulli"), watched])
    assert.match(String(said(bodies.tautulli("stop", { progress: "84" }))), /stopped at 84 %/)
    const [play] = said(bodies.tautulli("on_play", { tmdb: "", year: "", guid: "", session: "" })) as [
      { movie: string }
    ]
    assert.strictEqual(play.movie, "imdb:tt0133093")
  })

  it("Radarr: files that come, move and go; an upgrade and a missing file are no removals (SAFE-2)", () => {
    const path = "/movies/The Matrix (1999)/The Matrix.mkv"
    const detected = {
      type: "VideoFileDetected",
      path,
      title: "The Matrix",
      year: 1999,
      sizeBytes: 12_345_678_901,
      aliases: ["tmdb:603", "imdb:tt0133093", "server:radarr/Radarr/12"]
    }
    assert.deepStrictEqual(said(bodies.radarr("Download")), [detected])
    const upgrade = bodies.radarr("Download", { isUpgrade: true, deletedFiles: [{ path: "/movies/old.mkv" }] })
    assert.deepStrictEqual(said(upgrade), [detected])
    assert.deepStrictEqual(spoken(upgrade).checks, ["/movies/old.mkv"])

    const deleted = (deleteReason: string) => bodies.radarr("MovieFileDelete", { deleteReason })
    const [removal] = said(deleted("manual")) as [{ type: string; path: string }]
    assert.deepInclude(removal, { type: "VideoRemoved", path })
    assert.match(String(said(deleted("upgrade"))), /an upgrade replaces a file/)
    assert.deepStrictEqual(said(deleted("missingFromDisk")), [])
    assert.deepStrictEqual(spoken(deleted("missingFromDisk")).checks, [path])

    const gone = (deletedFiles: boolean) => bodies.radarr("MovieDelete", { deletedFiles, movieFile: undefined })
    assert.deepStrictEqual(said(gone(true)), ["removed below /movies/The Matrix (1999)"])
    assert.match(String(said(gone(false))), /left its files/)
    const renamedMovieFiles = [{ previousPath: "/movies/a.mkv", path: "/movies/b.mkv" }]
    assert.deepStrictEqual(said(bodies.radarr("Rename", { renamedMovieFiles })), [
      { type: "VideoMoved", path: "/movies/a.mkv", to: "/movies/b.mkv" }
    ])
    assert.deepStrictEqual(said(bodies.radarr("MovieAdded")), [listed("server:radarr/Radarr/12")])
    for (const type of ["Test", "Grab", "Health", "constructor"]) {
      assert.match(String(said(bodies.radarr(type))), /changes nothing here/)
    }
  })

  it("an event that is called like what every object has is nobody's event", () => {
    for (const make of [bodies.plex, bodies.jellyfin, bodies.emby, bodies.tautulli, bodies.radarr]) {
      assert.strictEqual(read(make("constructor")).kind, "ignored")
    }
  })

  it("paths are those that this process sees", () => {
    const paths = [{ from: "/movies/", to: "/media/films" }]
    const at = (delivery: Delivery) => readDelivery(delivery, { ...settings, paths }) as Speaking
    const [saying] = at(bodies.radarr("Download")).sayings
    const path = "/media/films/The Matrix (1999)/The Matrix.mkv"
    assert.deepInclude((saying as { readonly body: object }).body, { path })
  })

  it("Seerr: a wish is a request, an arrival a movie that is known; series are passed over", () => {
    const hint = { movie: "tmdb:603", title: "The Matrix", year: 1999 }
    assert.deepStrictEqual(said(bodies.seerr("MEDIA_PENDING")), [{ type: "MovieRequested", ...hint }])
    assert.deepStrictEqual(said(bodies.seerr("MEDIA_AVAILABLE")), [{ type: "DiscoverMoviesFetched", movies: [hint] }])
    assert.match(String(said(bodies.seerr("MEDIA_PENDING", { media_type: "tv", tmdbId: "603" }))), /about tv/)
    assert.match(String(said(bodies.seerr("TEST_NOTIFICATION"))), /changes nothing/)
  })

  it("any program's recommendations, in events of at most 500", () => {
    assert.deepStrictEqual(said(bodies.recommendation()), [
      {
        type: "RecommendationTriggered",
        movies: [{ movie: "tmdb:603" }, { movie: "imdb:tt0109830", title: "Forrest Gump" }],
        list: "For tonight"
      }
    ])
    const many = Array.from({ length: 1_100 }, (_, id) => ({ tmdbId: id + 1 }))
    assert.deepStrictEqual(
      (said(bodies.recommendation(many)) as ReadonlyArray<{ movies: ReadonlyArray<unknown> }>).map(
        (e) => e.movies.length
      ),
      [500, 500, 100]
    )
    assert.match(String(said(bodies.recommendation([{ title: "No id" }]))), /names no movie/)
  })

  it("the shape decides: a wrong address or content type does no harm, and what nobody knows is ignored", () => {
    const plain = { ...bodies.radarr("Download"), source: "plex", contentType: "" }
    assert.strictEqual(read(plain).source, "radarr")
    const form = `payload=${encodeURIComponent(bodies.plexPayload("media.play"))}`
    assert.strictEqual(read(bodies.delivery("application/x-www-form-urlencoded", form)).source, "plex")
    const unnamed = { ...bodies.plex("media.play"), contentType: "multipart/form-data" }
    assert.strictEqual(read(unnamed).source, "plex")
    for (const body of [
      "",
      "null",
      "[]",
      "{}",
      "not json",
      '{"eventType":null}',
      '{"__proto__":{"eventType":"Test"}}'
    ]) {
      assert.strictEqual(read(bodies.delivery("application/json", body)).kind, "ignored", body)
    }
    const trailing = bodies.delivery("text/plain", '{"list":"a","movies":[{"tmdb":603,},],}')
    assert.strictEqual(read(trailing).source, "recommendation")
  })
})

it("the template to paste into Tautulli is the one of the page, with every field that is read", () => {
  assert.include(readFileSync("docs/webhooks.md", "utf8"), tautulliTemplate)
  assert.hasAllKeys(
    JSON.parse(tautulliTemplate),
    Object.keys(JSON.parse(Buffer.from(bodies.tautulli("play").body).toString()))
  )
})
