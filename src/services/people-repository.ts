/** Reading people: who somebody is, which movies here name them, and what the provider says they made. */
import { Context, Effect, Layer } from "effect"
import type { Hint } from "../domain/event.ts"
import { type MovieId, type PersonId } from "../domain/identity.ts"
import type { Credit, Person } from "../domain/movie.ts"
import type { ProviderError } from "./data-provider.ts"
import { notThere } from "./providers/provider-failures.ts"
import { hintOf, type TmdbRole } from "./providers/tmdb-lists.ts"
import { TmdbProvider } from "./providers/tmdb-provider.ts"
import { Store, type StoreError } from "./store.ts"

/** So many movies of one person are told, the first that became known. */
export const moviesOfMax = 2_000

/** A movie here that names the person, and as what. */
export interface PersonMovie {
  readonly movie: MovieId
  readonly credits: ReadonlyArray<Credit>
}

/** A movie in a filmography. Clicking it is a RelatedMovieRequested with this hint. */
export interface FilmographyEntry {
  readonly hint: Hint
  /** The characters played and the jobs done. */
  readonly as: ReadonlyArray<string>
  /** The movie, when it is known here. */
  readonly known: MovieId | null
}

export class PeopleRepository extends Context.Service<
  PeopleRepository,
  {
    readonly person: (id: PersonId) => Effect.Effect<Person | undefined, StoreError>
    /** In the order in which the movies became known. Looks at all relations, and lets others work in between. */
    readonly moviesOf: (id: PersonId) => Effect.Effect<ReadonlyArray<PersonMovie>, StoreError>
    /** One call to TMDB, each movie once; fails for a person whom TMDB does not know. */
    readonly filmography: (id: PersonId) => Effect.Effect<ReadonlyArray<FilmographyEntry>, ProviderError | StoreError>
  }
>()("reelstate/services/PeopleRepository") {
  static readonly layer: Layer.Layer<PeopleRepository, never, Store | TmdbProvider> = Layer.effect(
    PeopleRepository,
    Effect.gen(function* () {
      const store = yield* Store
      const tmdb = yield* TmdbProvider

      const moviesOf = Effect.fnUntraced(function* (id: PersonId) {
        const found: Array<PersonMovie> = []
        yield* store.eachRelations(({ credits, movie }) => {
          const theirs = credits.filter(({ person }) => person === id)
          if (theirs.length > 0 && found.length < moviesOfMax) found.push({ movie, credits: theirs })
        }, id)
        return found
      })

      const filmography = Effect.fnUntraced(function* (id: PersonId) {
        const tmdbId = /^tmdb-(\d+)$/.exec(id)?.[1]
        if (tmdbId === undefined) return yield* notThere("tmdb", `nobody has named ${id} there`)
        const roles = yield* tmdb.personCredits(Number(tmdbId), "person")
        return yield* Effect.forEach(byMovie(roles), ([first, ...others]) => {
          const hint = hintOf(first)
          const as = [first, ...others].flatMap((role) => (role.as === "" ? [] : [role.as]))
          return Effect.map(store.resolve(hint.movie), (known) => ({ hint, as, known: known ?? null }))
        })
      })

      return PeopleRepository.of({ person: store.person, moviesOf, filmography })
    })
  )
}

type Roles = readonly [TmdbRole, ...ReadonlyArray<TmdbRole>]

const byMovie = (roles: ReadonlyArray<TmdbRole>): ReadonlyArray<Roles> => {
  const movies = new Map<number, Roles>()
  for (const role of roles) {
    const known = movies.get(role.id)
    movies.set(role.id, known === undefined ? [role] : [...known, role])
  }
  return [...movies.values()]
}
