/** The summary from Wikipedia, with the attribution that its licence asks for. */
import { Clock, Effect } from "effect"
import { aliasValue } from "../../domain/identity.ts"
import { pieces } from "../../domain/pieces.ts"
import { notThere } from "../providers/provider-failures.ts"
import { WikipediaProvider } from "../providers/wikipedia-provider.ts"
import { type Enricher, statements } from "./enricher.ts"

export const wikipediaSummary: Enricher = {
  ...pieces.wikipediaSummary,
  needs: ["wikidata"],
  learn: Effect.fnUntraced(function* (subject) {
    const { lane, settings } = subject
    const entity = aliasValue(subject.aliases, "wikidata")
    if (entity === undefined) return yield* notThere("wikidata", "it is not known there")
    const wikipedia = yield* WikipediaProvider
    const page = yield* wikipedia.page(entity, settings.languages, lane)
    const summary = yield* wikipedia.summary(page, lane)
    return { learnt: statements("wikipedia", yield* Clock.currentTimeMillis, { summary: { ...summary } }) }
  })
}
