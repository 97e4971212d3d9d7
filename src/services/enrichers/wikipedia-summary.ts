/**
 * The summary from Wikipedia, in the first wanted language that has one, with the attribution that its licence asks for. The
 * article is found by the Wikidata entity, and the entity, where nobody has named it, by the IMDb id.
 */
import { Effect } from "effect"
import { aliasOf, aliasValue } from "../../domain/identity.ts"
import { pieces } from "../../domain/pieces.ts"
import { dated } from "../providers/call-meter.ts"
import type { ProviderError } from "../data-provider.ts"
import { notThere } from "../providers/provider-failures.ts"
import { WikipediaProvider } from "../providers/wikipedia-provider.ts"
import { type Enricher, type EnrichmentSettings, statements, type Subject } from "./enricher.ts"

/** More pages than this are not tried when one after the other has no summary. */
const pagesMax = 3

const entityOf = Effect.fnUntraced(function* ({
  aliases,
  lane
}: Subject): Effect.fn.Return<string, ProviderError, WikipediaProvider> {
  const known = aliasValue(aliases, "wikidata")
  if (known !== undefined) return known
  const imdbId = aliasValue(aliases, "imdb")
  if (imdbId === undefined) return yield* notThere("wikidata", "nobody has named the movie there")
  return yield* WikipediaProvider.use((wikipedia) => wikipedia.entity(imdbId, lane))
})

const languagesOf = ({ fallbackLanguage = "en", languages }: EnrichmentSettings): ReadonlyArray<string> =>
  fallbackLanguage === null ? languages : [...languages, fallbackLanguage]

const summaryOf = Effect.fnUntraced(function* (entity: string, { lane, settings }: Subject) {
  const wikipedia = yield* WikipediaProvider
  const pages = yield* wikipedia.pages(entity, languagesOf(settings), lane)
  const summaries = pages.slice(0, pagesMax).map((page) => dated(wikipedia.summary(page, lane)))
  return yield* summaries.reduce((first, second) =>
    Effect.catchIf(
      first,
      ({ reason }) => reason._tag === "NotThere",
      () => second
    )
  )
})

export const wikipediaSummary: Enricher = {
  ...pieces.wikipediaSummary,
  needs: [],
  needsOneOf: ["wikidata", "imdb"],
  learn: Effect.fnUntraced(function* (subject) {
    const entity = yield* entityOf(subject)
    const { fetchedAt, value } = yield* summaryOf(entity, subject)
    return {
      learnt: statements("wikipedia", fetchedAt, { summary: { ...value } }),
      aliases: aliasValue(subject.aliases, "wikidata") === undefined ? [aliasOf("wikidata", entity)] : []
    }
  })
}
