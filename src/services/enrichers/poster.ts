/** The poster, small: what a shelf shows. */
import { Effect } from "effect"
import { pieces } from "../../domain/pieces.ts"
import { absentFrom } from "./absent.ts"
import { type Enricher, statements } from "./enricher.ts"
import { fetchPicture } from "./picture.ts"

export const poster: Enricher = {
  ...pieces.poster,
  needs: ["tmdb"],
  learn: Effect.fnUntraced(function* (subject) {
    const { movie, fetchedAt } = yield* subject.tmdb
    if (movie.posterPath === undefined) return yield* absentFrom(movie, ["poster_path"])
    const image = yield* fetchPicture(subject, { kind: "poster", size: "small", path: movie.posterPath })
    return { learnt: statements("tmdb", fetchedAt, { poster: movie.posterPath }), images: [image] }
  })
}
