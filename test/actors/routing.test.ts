import { assert, describe, it } from "@effect/vitest"
import { laneOf, type Target, targetsOf } from "../../src/actors/routing.ts"
import {
  type Event,
  type EventBody,
  factTypes,
  type InboundType,
  inboundTypes,
  type PlanItem
} from "../../src/domain/event.ts"
import { movieIdFrom } from "../../src/domain/identity.ts"
import type { Lane } from "../../src/services/data-provider.ts"

const at = 7
const stamped = (body: EventBody): Event => ({ ...body, id: "1-1", at, causedBy: null, firstCause: "1-1" })

const movie = "tmdb:1"
const id = movieIdFrom(1)
const hint = { movie, title: "Up", aliases: ["imdb:tt1049413"] } as const
const item: PlanItem = {
  movie: id,
  from: "deep",
  kept: "basic",
  imagesOnly: false,
  rule: "r",
  evidence: [],
  rank: 1,
  bytes: 1
}

type Row = readonly [body: EventBody, targets: ReadonlyArray<Target>, lane: Lane]

/** Every event that may come in, whom it is for, what they hear, and in which lane their work waits. */
const table: { readonly [type in InboundType]: ReadonlyArray<Row> } = {
  MovieRequested: [
    [{ type: "MovieRequested", ...hint, level: "deep" }, [told(hint, "MovieRequested", "deep")], "person"],
    [{ type: "MovieRequested", movie }, [told({ movie }, "MovieRequested", "basic")], "person"]
  ],
  RelatedMovieRequested: [
    [{ type: "RelatedMovieRequested", movie }, [told({ movie }, "RelatedMovieRequested", "initial")], "person"]
  ],
  PlaybackStarted: [
    [{ type: "PlaybackStarted", movie, session: "s" }, [told({ movie }, "PlaybackStarted", "medium")], "person"]
  ],
  EnrichmentRequested: [
    [{ type: "EnrichmentRequested", movie, level: "deep" }, [told({ movie }, "EnrichmentRequested", "deep")], "person"],
    [{ type: "EnrichmentRequested", movie, level: "deep", origin: "movie" } as EventBody, [], "person"]
  ],
  RecommendationTriggered: [
    [
      { type: "RecommendationTriggered", movies: [hint, { movie: "tmdb:2" }] },
      [told(hint, "RecommendationTriggered", "basic"), told({ movie: "tmdb:2" }, "RecommendationTriggered", "basic")],
      "background"
    ]
  ],
  DiscoverMoviesFetched: [[{ type: "DiscoverMoviesFetched", movies: [hint] }, [{ ref: movie, hint }], "background"]],
  TrendingMoviesFetched: [[{ type: "TrendingMoviesFetched", movies: [hint] }, [{ ref: movie, hint }], "background"]],
  BulkImportRequested: [[{ type: "BulkImportRequested", movies: [hint] }, [{ ref: movie, hint }], "background"]],
  BulkEnrichRequested: [
    [
      { type: "BulkEnrichRequested", movies: [movie, id], level: "deep" },
      [told({ movie }, "BulkEnrichRequested", "deep"), told({ movie: id }, "BulkEnrichRequested", "deep")],
      "background"
    ]
  ],
  VideoFileDetected: [
    [
      { type: "VideoFileDetected", path: "/a.mkv" },
      [{ ref: "file:/a.mkv", hint: { movie: "file:/a.mkv", title: "a", aliases: ["file:/a.mkv"] } }],
      "background"
    ],
    [
      { type: "VideoFileDetected", path: "/films/Up (2009) {tmdb-14160}/Up.mkv" },
      [
        {
          ref: "tmdb:14160",
          hint: {
            movie: "tmdb:14160",
            title: "Up",
            year: 2009,
            aliases: ["file:/films/Up (2009) {tmdb-14160}/Up.mkv", "tmdb:14160"]
          }
        }
      ],
      "background"
    ],
    [
      { type: "VideoFileDetected", path: "/films/Up (2009)/Up-trailer.mkv" },
      [{ ref: "file:/films/Up (2009)/Up-trailer.mkv" }],
      "background"
    ],
    [
      { type: "VideoFileDetected", path: "/a.mkv", title: "Up", year: 2009, aliases: ["tmdb:1"] },
      [
        {
          ref: "tmdb:1",
          hint: { movie: "tmdb:1", title: "Up", year: 2009, aliases: ["file:/a.mkv", "tmdb:1"] }
        }
      ],
      "background"
    ]
  ],
  MovieMatched: [[{ type: "MovieMatched", movie, to: "tmdb:2" }, [{ ref: movie }], "person"]],
  MoviesMerged: [
    [{ type: "MoviesMerged", movie: id, merged: movieIdFrom(2) }, [{ ref: id }], "background"],
    [{ type: "MoviesMerged", movie: id, merged: movieIdFrom(2), origin: "library" } as EventBody, [], "background"]
  ],
  MovieSplit: [[{ type: "MovieSplit", movie, file: "/a.mkv" }, [{ ref: movie }], "background"]],
  VideoRemoved: [[{ type: "VideoRemoved", path: "/a.mkv", evidence: [] }, [{ ref: "file:/a.mkv" }], "background"]],
  VideoMoved: [[{ type: "VideoMoved", path: "/a.mkv", to: "/b.mkv" }, [{ ref: "file:/a.mkv" }], "background"]],
  ProviderRefreshRequested: [
    [
      { type: "ProviderRefreshRequested", movie },
      [{ ref: movie, hears: { type: "ProviderRefreshRequested", at } }],
      "background"
    ],
    [{ type: "ProviderRefreshRequested", limit: 5 }, [], "background"]
  ],
  MoviePinned: [[{ type: "MoviePinned", movie }, [{ ref: movie, hears: { type: "MoviePinned", at } }], "background"]],
  MovieUnpinned: [
    [{ type: "MovieUnpinned", movie }, [{ ref: movie, hears: { type: "MovieUnpinned", at } }], "background"]
  ],
  MovieEdited: [[{ type: "MovieEdited", movie, field: "title", value: "x" }, [{ ref: movie }], "background"]],
  MovieForgotten: [[{ type: "MovieForgotten", movie }, [{ ref: movie }], "background"]],
  ProviderPurged: [[{ type: "ProviderPurged", provider: "tmdb", movies: [id] }, [{ ref: id }], "background"]],
  HousekeepingRequested: [
    [
      { type: "HousekeepingRequested", mode: "apply", plan: "p", items: [item] },
      [{ ref: id, hears: { type: "HousekeepingRequested", at, item, plan: "p" } }],
      "background"
    ],
    [{ type: "HousekeepingRequested", mode: "apply" }, [], "background"],
    [{ type: "HousekeepingRequested", mode: "plan", items: [item] }, [], "background"],
    [{ type: "HousekeepingRequested", mode: "undo", plan: "p" }, [], "background"]
  ],
  SearchRequested: [[{ type: "SearchRequested", query: "up" }, [], "background"]],
  MovieViewed: [[{ type: "MovieViewed", movie }, [], "background"]],
  SearchHit: [[{ type: "SearchHit", movie }, [], "background"]],
  RecommendationShown: [[{ type: "RecommendationShown", movie }, [], "background"]]
}

describe("routing", () => {
  it("is defined for every event that may come in", () => {
    assert.sameMembers(Object.keys(table), [...inboundTypes])
  })

  for (const type of inboundTypes) {
    it(`${type} reaches whom it is for, and nobody else`, () => {
      for (const [body, targets, lane] of table[type]) {
        assert.strictEqual(body.type, type)
        const found = targetsOf(stamped(body)).map(({ ref, hint: from, hears }) =>
          plain({ ref, hint: slim(from), hears })
        )
        assert.deepStrictEqual(
          found,
          targets.map((target) => plain(target))
        )
        assert.strictEqual(laneOf(stamped(body)), lane)
      }
    })
  }

  it("no movie hears facts: they are what movies said", () => {
    for (const type of factTypes) {
      assert.deepStrictEqual(targetsOf(stamped({ type, movie: id, level: "deep" } as never)), [], type)
    }
  })

  it("work that nobody asked for is housekeeping", () => assert.strictEqual(laneOf(undefined), "housekeeping"))
})

// Helpers

function told(from: { readonly movie: string }, type: string, level: string): Target {
  return { ref: from.movie, hint: from, hears: { type, at, level } } as never
}

/** Of a hint that is a whole event only what makes it a hint. */
const slim = (from: Target["hint"]) =>
  from && plain({ movie: from.movie, title: from.title, year: from.year, aliases: from.aliases })

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown
