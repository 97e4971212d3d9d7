/** The large pictures: poster and backdrop. One without the other counts, and the missing one is tried again. */
import { Effect, Result } from "effect"
import type { FieldName } from "../../domain/knowledge.ts"
import type { ImageKind } from "../../domain/movie.ts"
import { pieces } from "../../domain/pieces.ts"
import type { TmdbMovie } from "../providers/tmdb-movie.ts"
import { absentFrom } from "./absent.ts"
import {
  type Enricher,
  type EnricherServices,
  type Findings,
  type LearningError,
  statements,
  type Subject
} from "./enricher.ts"
import { fetchPicture } from "./picture.ts"

interface Wanted {
  readonly kind: ImageKind
  readonly field: FieldName
  /** The picture that TMDB shows first, or else the best of the others. */
  readonly path: string | undefined
  readonly absent: string
}

const wantedOf = (movie: TmdbMovie): ReadonlyArray<Wanted> => [
  { kind: "poster", field: "posterHd", path: movie.posterPath ?? movie.images?.posters[0], absent: "poster_path" },
  {
    kind: "backdrop",
    field: "backdrop",
    path: movie.backdropPath ?? movie.images?.backdrops[0],
    absent: "backdrop_path"
  }
]

const learnOne = Effect.fnUntraced(function* (
  subject: Subject,
  { kind, field, path, absent }: Wanted
): Effect.fn.Return<Findings, LearningError, EnricherServices> {
  const { movie, fetchedAt } = yield* subject.tmdb
  if (path === undefined) return yield* absentFrom(movie, [absent])
  const image = yield* fetchPicture(subject, { kind, size: "hd", path })
  return { learnt: statements("tmdb", fetchedAt, { [field]: path }), images: [image] }
})

export const images: Enricher = {
  ...pieces.images,
  needs: ["tmdb"],
  appends: "deep",
  learn: Effect.fnUntraced(function* (subject) {
    const { movie } = yield* subject.tmdb
    const results = yield* Effect.forEach(wantedOf(movie), (wanted) => Effect.result(learnOne(subject, wanted)))
    const found = results.filter(Result.isSuccess).map((result) => result.success)
    const failures = results.filter(Result.isFailure).map((result) => result.failure)
    const [first] = failures
    if (first !== undefined && found.length === 0) return yield* first
    return {
      learnt: found.flatMap((one) => one.learnt),
      images: found.flatMap((one) => one.images ?? []),
      ...(first === undefined ? {} : { lacking: first })
    }
  })
}
