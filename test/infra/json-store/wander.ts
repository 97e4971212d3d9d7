/** A random stretch of a library's life: births, changes, forgetting, images, checkpoints, alone and together. */
import { Effect } from "effect"
import { newLifecycle, newStatistics } from "../../../src/domain/movie.ts"
import type { Transaction } from "../../../src/services/store.ts"
import {
  eventOf,
  fileNamed,
  identity,
  image,
  knowledge,
  learned,
  movieId,
  personId,
  relations,
  removalOf,
  type StoreService,
  viewed
} from "./support.ts"

type Change = (n: number, draw: (below: number) => number) => Transaction

const imageOf = (n: number, draw: (below: number) => number) =>
  image(n, {
    file: fileNamed(draw(3)),
    kind: draw(2) === 0 ? "poster" : "backdrop",
    size: draw(2) === 0 ? "small" : "hd"
  })

const changes: ReadonlyArray<Change> = [
  (n, draw) => ({
    events: [eventOf(`born${n}-${draw(1e6)}`, movieId(n))],
    movies: [{ id: movieId(n), identity: identity(n) }]
  }),
  (n, draw) => ({
    movies: [
      { id: movieId(n), identity: identity(n, { aliases: [`tmdb:${draw(20)}`], title: `\u00fc\u2028${draw(9)}` }) }
    ]
  }),
  (n, draw) => ({ movies: [learned(n, "w\u00f6rter ".repeat(draw(9)))] }),
  (n, draw) => ({ movies: [viewed(n, draw(1e9))], cursor: { subscriber: `s${draw(3)}`, position: draw(99) } }),
  (n, draw) => ({
    movies: [
      {
        id: movieId(n),
        lifecycle: {
          ...newLifecycle,
          state: "downgraded",
          kept: "summary",
          attempts: draw(4),
          downgradedAt: draw(99),
          pinned: draw(2) === 1
        },
        statistics: { ...newStatistics, popularityScore: draw(1e9) / 7, searchHits: draw(9) }
      }
    ]
  }),
  (n) => ({ movies: [{ id: movieId(n), forgotten: true }] }),
  (n) => ({ relations: [relations(n)] }),
  (n) => ({ relations: [{ movie: movieId(n), forgotten: true }] }),
  (n, draw) => ({ images: [{ ...imageOf(n, draw), bytes: draw(999), doomed: draw(3) === 0 }] }),
  (n, draw) => ({ images: [removalOf(imageOf(n, draw))] }),
  (n, draw) => ({ images: [{ ...imageOf(n, draw), doomed: true }, removalOf(imageOf(n, draw))] }),
  (n, draw) => ({
    people: [
      { id: personId(`tmdb-${n}`), name: `P${draw(9)}` },
      { id: personId(`imdb-nm000${10 + n}`), name: "Q" }
    ]
  }),
  (n, draw) => ({ people: [{ id: personId(`tmdb-${n}`), forgotten: true, asOf: draw(20_000) }] }),
  (n, draw) => ({
    bin: [
      {
        plan: `p${draw(2)}`,
        movie: movieId(n),
        lifecycle: newLifecycle,
        knowledge: knowledge("k"),
        relations: null,
        people: [],
        at: n
      }
    ],
    deadLetters: [{ movie: movieId(n), position: 1, event: eventOf("d"), reason: "r", crashes: draw(9), retryAt: null }]
  }),
  (n) => ({ deadLetters: [{ movie: movieId(n), position: 1, removed: true }] })
]

/** About forty steps; `random` decides what they are. */
export const wander = (store: StoreService, random: () => number) =>
  Effect.gen(function* () {
    const draw = (below: number) => Math.floor(random() * below)
    for (let step = 0; step < 40; step++) {
      if (draw(12) === 0) yield* store.checkpoint
      const together = Array.from({ length: 1 + draw(4) }, () => changes[draw(changes.length)]!(1 + draw(6), draw))
      yield* Effect.forEach(together, (transaction) => store.commit(transaction), {
        concurrency: "unbounded",
        discard: true
      })
    }
  })
