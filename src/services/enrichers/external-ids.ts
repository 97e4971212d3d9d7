/** The names that other authorities have for the movie. First of deep: the summary is found by them. */
import { Effect, Predicate, type Schema } from "effect"
import { type Alias, aliasOf, aliasValue } from "../../domain/identity.ts"
import { pieces } from "../../domain/pieces.ts"
import { keptUnread, unreadable } from "./absent.ts"
import { type Enricher, statements, type Subject } from "./enricher.ts"

/** Of two names by one authority the one that was known stays: which of them is right is for a person to say. */
const unlessNamed = (
  subject: Subject,
  authority: "imdb" | "wikidata",
  value: string | undefined
): ReadonlyArray<Alias> =>
  value === undefined || aliasValue(subject.aliases, authority) !== undefined ? [] : [aliasOf(authority, value)]

/** The ids that are known: an answer that does not tell one, or not readably, erases none (LIFE-8). */
const knownIds = ({ movie: { knowledge } }: Subject): Record<string, Schema.Json> => {
  const known = knowledge.fields.externalIds
  return known?.source === "tmdb" && Predicate.isObject(known.value) ? (known.value as Record<string, Schema.Json>) : {}
}

export const externalIds: Enricher = {
  ...pieces.externalIds,
  needs: ["tmdb"],
  appends: "deep",
  learn: Effect.fnUntraced(function* (subject) {
    const { movie, fetchedAt } = yield* subject.tmdb
    const ids = movie.externalIds
    if (ids === undefined) return yield* keptUnread(subject, "externalIds", unreadable("external ids"))
    return {
      learnt: statements("tmdb", fetchedAt, { externalIds: { ...knownIds(subject), ...ids } }),
      aliases: [...unlessNamed(subject, "imdb", ids.imdb), ...unlessNamed(subject, "wikidata", ids.wikidata)]
    }
  })
}
