/** The genres. */
import { Effect } from "effect"
import { pieces } from "../../domain/pieces.ts"
import { learntNames } from "./absent.ts"
import type { Enricher } from "./enricher.ts"

export const genres: Enricher = {
  ...pieces.genres,
  needs: ["tmdb"],
  learn: (subject) => Effect.flatMap(subject.tmdb, (answer) => learntNames(subject, "genres", answer, ["genres"]))
}
