/** Everything that is known of a movie, gathered from the store. */
import { Clock, Effect } from "effect"
import type { Credit, ImageEntry, Movie, Relations } from "../../domain/movie.ts"
import { Store } from "../../services/store.ts"

export interface NamedCredit extends Credit {
  readonly name: string
}

export interface ShowFacts {
  readonly movie: Movie
  readonly now: number
  readonly recordBytes: number
  readonly credits: ReadonlyArray<NamedCredit>
  readonly related: Relations["related"]
  readonly images: ReadonlyArray<ImageEntry>
}

export const showFacts = Effect.fnUntraced(function* (movie: Movie) {
  const store = yield* Store
  const relations = yield* store.relations(movie.id)
  const credits = yield* Effect.forEach(relations?.credits ?? [], (credit) =>
    Effect.map(store.person(credit.person), (person) => ({ ...credit, name: person?.name ?? credit.person }))
  )
  const facts: ShowFacts = {
    movie,
    now: yield* Clock.currentTimeMillis,
    recordBytes: store.columns(movie.id)?.recordBytes ?? 0,
    credits,
    related: relations?.related ?? [],
    images: store.imagesOf(movie.id)
  }
  return facts
})
