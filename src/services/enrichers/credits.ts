/** Who played, directed, wrote and composed; and the related movies, when the answer names them. */
import { Effect } from "effect"
import type { Credit } from "../../domain/movie.ts"
import { pieces } from "../../domain/pieces.ts"
import { keptUnread, unreadable } from "./absent.ts"
import { type Enricher, statements } from "./enricher.ts"

const countOf = (credits: ReadonlyArray<Credit>, kind: Credit["kind"]): number =>
  credits.filter((credit) => credit.kind === kind).length

/** The field holds only how many there are: people and credits are records of their own. */
export const credits: Enricher = {
  ...pieces.credits,
  needs: ["tmdb"],
  appends: "credits",
  learn: Effect.fnUntraced(function* (subject) {
    const { movie, fetchedAt } = yield* subject.tmdb
    const isKnown = subject.movie.knowledge.fields.credits !== undefined
    // Half of the people would erase the other half (LIFE-8).
    if (movie.credits === undefined || (isKnown && !movie.credits.isWhole)) {
      return yield* keptUnread(subject, "credits", unreadable("credits"))
    }
    const named = movie.credits.credits
    const counts = {
      played: countOf(named, "played"),
      directed: countOf(named, "directed"),
      wrote: countOf(named, "wrote"),
      composed: countOf(named, "composed")
    }
    return {
      learnt: statements("tmdb", fetchedAt, { credits: counts, related: movie.related?.length }),
      people: movie.credits.people,
      credits: named,
      ...(movie.related === undefined ? {} : { related: movie.related })
    }
  })
}
