/**
 * Wikipedia, by way of Wikidata: the entity of a movie names its pages, the page has a summary.
 * The text is under CC BY-SA and never travels without its attribution.
 */
import { Context, Effect, Layer } from "effect"
import { DataProvider, type Lane, type ProviderError, type ProviderRequest } from "../data-provider.ts"
import type { AnswerReader } from "./answer-reader.ts"
import { askJson, CallTimeoutMs } from "./ask.ts"
import { answerInvalid, notThere, refused } from "./provider-failures.ts"

export interface WikipediaPage {
  /** The language of the Wikipedia, such as `en`. */
  readonly language: string
  readonly title: string
}

/** The text is under its licence only together with the attribution, which names the article, and the address it leads to. */
export interface WikipediaSummary extends WikipediaPage {
  readonly text: string
  readonly url: string
  readonly licence: string
  readonly attribution: string
}

type Answer<A> = Effect.Effect<A, ProviderError>

export class WikipediaProvider extends Context.Service<
  WikipediaProvider,
  {
    /** The Wikidata entity that an IMDb id leads to. Fails with NotThere when none does, or several: nobody guesses. */
    readonly entity: (imdbId: string, lane: Lane) => Answer<string>
    /** The pages of a Wikidata entity in these languages, in their order. Fails with NotThere when it has none in any. */
    readonly pages: (
      entity: string,
      languages: ReadonlyArray<string>,
      lane: Lane
    ) => Answer<ReadonlyArray<WikipediaPage>>
    /** The summary of a page, with its attribution. A disambiguation page is not there. */
    readonly summary: (page: WikipediaPage, lane: Lane) => Answer<WikipediaSummary>
  }
>()("reelstate/services/WikipediaProvider") {}

/** Wikidata is behind its own copies and says so with HTTP 200; a little later it answers. */
const lagMs = 5_000

/** Wikidata's replicas may be so many seconds behind; when they are further, it asks to come back later. */
const lagSecondsMax = 5

const entityPattern = /^Q\d{1,12}$/

/** The failures that come with HTTP 200. */
const statedFailure = (answer: AnswerReader): ProviderError | undefined => {
  const problem = answer.object("error")
  if (problem === undefined) return undefined
  const code = problem.line("code", 50) ?? "no code"
  if (code === "maxlag" || code === "ratelimited") {
    return refused("wikidata", 503, "its copies lag behind, and it asks for patience", lagMs)
  }
  const detail = `${code}: ${problem.line("info", 200) ?? "no reason given"}`
  return code === "no-such-entity" ? notThere("wikidata", detail) : answerInvalid("wikidata", detail)
}

/** A merged entity is answered under its new id, so the one entity that is there is the one asked for. */
const entityIn = (answer: AnswerReader): AnswerReader | undefined => {
  const entities = answer.object("entities")
  const id = entities?.names().find((name) => entityPattern.test(name))
  return id === undefined ? undefined : entities?.object(id)
}

const pagesIn = (entity: AnswerReader, languages: ReadonlyArray<string>): ReadonlyArray<WikipediaPage> => {
  const links = entity.object("sitelinks")
  return [...new Set(languages)].flatMap((language) => {
    const title = links?.object(`${language.replaceAll("-", "_")}wiki`)?.line("title", 300)
    return title === undefined ? [] : [{ language, title }]
  })
}

/** What could not be read may be readable tomorrow; what is not there takes longer. */
const absent = (provider: "wikidata" | "wikipedia", answer: AnswerReader, detail: string): ProviderError => {
  const [note] = answer.notes
  return note === undefined ? notThere(provider, detail) : answerInvalid(provider, `${note.field} ${note.problem}`)
}

/** Wikipedia writes a title in an address with underscores, and redirects whoever writes spaces. */
const inAddress = (title: string): string => encodeURIComponent(title.replaceAll(" ", "_"))

const pageUrl = (page: WikipediaPage): string => `https://${page.language}.wikipedia.org/wiki/${inAddress(page.title)}`

const licence = "CC BY-SA 4.0"

const summaryIn = (answer: AnswerReader, page: WikipediaPage): WikipediaSummary | undefined => {
  const text = answer.paragraphs("extract", 4_000)
  if (text === undefined || answer.line("type", 50) === "disambiguation") return undefined
  const attribution = `From the Wikipedia article "${page.title}", under ${licence}`
  return { ...page, text, url: pageUrl(page), licence, attribution }
}

/** Wikidata's search for a statement; P345 is the IMDb id. Two hits are enough to know that it is not the only one. */
const searchFor = (imdbId: string) => ({
  action: "query",
  format: "json",
  list: "search",
  maxlag: lagSecondsMax,
  srlimit: 2,
  srsearch: `haswbstatement:P345=${imdbId}`
})

const make = Effect.gen(function* () {
  const dataProvider = yield* DataProvider
  const timeoutMs = yield* CallTimeoutMs

  const askWikidata = Effect.fnUntraced(function* (
    path: string,
    query: ProviderRequest["query"],
    lane: Lane
  ): Effect.fn.Return<AnswerReader, ProviderError> {
    const answer = yield* askJson(dataProvider, { provider: "wikidata", path, query, lane }, timeoutMs)
    const failure = statedFailure(answer)
    if (failure !== undefined) return yield* failure
    return answer
  })

  const entity = Effect.fnUntraced(function* (imdbId: string, lane: Lane): Effect.fn.Return<string, ProviderError> {
    const answer = yield* askWikidata("/w/api.php", searchFor(imdbId), lane)
    const hits = answer.object("query")?.list("search", 2, (hit) => hit.matching("title", entityPattern))
    if (hits === undefined) return yield* answerInvalid("wikidata", "the answer to the search holds no hits")
    const [only, another] = new Set(hits)
    if (only === undefined) return yield* absent("wikidata", answer, `it knows nothing by the IMDb id ${imdbId}`)
    if (another !== undefined)
      return yield* notThere("wikidata", `the IMDb id ${imdbId} leads to ${only} and ${another}`)
    return only
  })

  const pages = Effect.fnUntraced(function* (
    id: string,
    languages: ReadonlyArray<string>,
    lane: Lane
  ): Effect.fn.Return<ReadonlyArray<WikipediaPage>, ProviderError> {
    const path = `/wiki/Special:EntityData/${id}.json`
    const answer = yield* askWikidata(path, {}, lane)
    const found = entityIn(answer)
    if (found === undefined) return yield* answerInvalid("wikidata", `the answer to ${path} holds no entity`)
    if (found.names().includes("missing")) return yield* notThere("wikidata", `there is no entity ${id}`)
    const linked = pagesIn(found, languages)
    if (linked.length === 0) return yield* absent("wikipedia", found, `${id} has no page in ${languages.join(", ")}`)
    return linked
  })

  const summary = Effect.fnUntraced(function* (
    of: WikipediaPage,
    lane: Lane
  ): Effect.fn.Return<WikipediaSummary, ProviderError> {
    const path = `/${of.language}/page/summary/${inAddress(of.title)}`
    const answer = yield* askJson(dataProvider, { provider: "wikipedia", path, query: {}, lane }, timeoutMs)
    const found = summaryIn(answer, of)
    if (found === undefined) return yield* absent("wikipedia", answer, `the page "${of.title}" has no summary`)
    return found
  })

  return WikipediaProvider.of({ entity, pages, summary })
})

/** WikipediaProvider over the DataProvider. */
export const wikipediaProviderLayer: Layer.Layer<WikipediaProvider, never, DataProvider> = Layer.effect(
  WikipediaProvider,
  make
)
