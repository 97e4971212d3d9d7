/** The keywords. */
import { Effect } from "effect"
import { pieces } from "../../domain/pieces.ts"
import { learntNames } from "./absent.ts"
import type { Enricher } from "./enricher.ts"

export const keywords: Enricher = {
  ...pieces.keywords,
  needs: ["tmdb"],
  appends: "deep",
  learn: (subject) =>
    Effect.flatMap(subject.tmdb, (answer) =>
      learntNames(subject, "keywords", answer, ["keywords", "keywords.keywords"])
    )
}
