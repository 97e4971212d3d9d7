/**
 * Wikipedia, by way of Wikidata: the entity of a movie names its pages, the page has a summary.
 * The text is under CC BY-SA and never travels without its attribution.
 */
import { Context, Effect, Layer } from "effect"
import { DataProvider, type Lane, type ProviderError } from "../data-provider.ts"
import type { AnswerReader } from "./answer-reader.ts"
import { askJson, CallTimeoutMs } from "./ask.ts"
import { answerInvalid, notThere, refused } from "./provider-failures.ts"

export interface WikipediaPage {
  /** The language of the Wikipedia, such as `en`. */
  readonly language: string
  readonly title: string
}

export interface WikipediaSummary extends WikipediaPage {
  readonly text: string
  readonly url: string
  readonly attribution: string
}

export class WikipediaProvider extends Context.Service<
  WikipediaProvider,
  {
    /** The page of a Wikidata entity in the first of the languages that has one. Fails with NotThere when none has. */
    readonly page: (
      entity: string,
      languages: ReadonlyArray<string>,
      lane: Lane
    ) => Effect.Effect<WikipediaPage, ProviderError>
    /** The summary of a page, with its attribution. A disambiguation page is not there. */
    readonly summary: (page: WikipediaPage, lane: Lane) => Effect.Effect<WikipediaSummary, ProviderError>
  }
>()("reelstate/services/WikipediaProvider") {}

/** Wikidata is behind its own copies and says so with HTTP 200; a little later it answers. */
const lagMs = 5_000

/** A merged entity is answered under its new id, so the one entity that is there is the one asked for. */
const entityIn = (answer: AnswerReader): AnswerReader | undefined => {
  const entities = answer.object("entities")
  const id = entities?.names().find((name) => /^Q\d{1,12}$/.test(name))
  return id === undefined ? undefined : entities?.object(id)
}

const pageIn = (entity: AnswerReader, languages: ReadonlyArray<string>): WikipediaPage | undefined => {
  const links = entity.object("sitelinks")
  for (const language of languages) {
    const title = links?.object(`${language.replaceAll("-", "_")}wiki`)?.line("title", 300)
    if (title !== undefined) return { language, title }
  }
  return undefined
}

/** Wikipedia writes a title in an address with underscores, and redirects whoever writes spaces. */
const inAddress = (title: string): string => encodeURIComponent(title.replaceAll(" ", "_"))

const pageUrl = (page: WikipediaPage): string => `https://${page.language}.wikipedia.org/wiki/${inAddress(page.title)}`

const summaryIn = (answer: AnswerReader, page: WikipediaPage): WikipediaSummary | undefined => {
  const text = answer.paragraphs("extract", 4_000)
  if (text === undefined || answer.line("type", 50) === "disambiguation") return undefined
  const attribution = `From the Wikipedia article "${page.title}", under CC BY-SA 4.0`
  return { ...page, text, url: pageUrl(page), attribution }
}

const make = Effect.gen(function* () {
  const dataProvider = yield* DataProvider
  const timeoutMs = yield* CallTimeoutMs

  const page = Effect.fnUntraced(function* (
    entity: string,
    languages: ReadonlyArray<string>,
    lane: Lane
  ): Effect.fn.Return<WikipediaPage, ProviderError> {
    const path = `/wiki/Special:EntityData/${entity}.json`
    const answer = yield* askJson(dataProvider, { provider: "wikidata", path, query: {}, lane }, timeoutMs)
    const problem = answer.object("error")
    if (problem?.line("code", 50) === "maxlag") return yield* refused("wikidata", 503, "its copies lag behind", lagMs)
    const found = entityIn(answer)
    if (found === undefined) return yield* answerInvalid("wikidata", `the answer to ${path} holds no entity`)
    const linked = pageIn(found, languages)
    if (linked === undefined) return yield* notThere("wikipedia", `${entity} has no page in ${languages.join(", ")}`)
    return linked
  })

  const summary = Effect.fnUntraced(function* (
    of: WikipediaPage,
    lane: Lane
  ): Effect.fn.Return<WikipediaSummary, ProviderError> {
    const path = `/${of.language}/page/summary/${inAddress(of.title)}`
    const answer = yield* askJson(dataProvider, { provider: "wikipedia", path, query: {}, lane }, timeoutMs)
    const found = summaryIn(answer, of)
    if (found === undefined) return yield* notThere("wikipedia", `the page "${of.title}" has no summary`)
    return found
  })

  return WikipediaProvider.of({ page, summary })
})

/** WikipediaProvider over the DataProvider. */
export const wikipediaProviderLayer: Layer.Layer<WikipediaProvider, never, DataProvider> = Layer.effect(
  WikipediaProvider,
  make
)
