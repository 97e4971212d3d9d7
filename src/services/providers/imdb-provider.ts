/**
 * IMDb, which has no free interface: its data sets, where a person has built an index of them, and else OMDb. OMDb says
 * "N/A" where it knows nothing, and answers HTTP 200 with `"Response":"False"` where it does not have the title.
 */
import { Context, Effect, Layer } from "effect"
import { DataProvider, type Lane, type ProviderError } from "../data-provider.ts"
import { yearMax, yearMin } from "../../domain/text.ts"
import { type ImdbFilm, ImdbTitles } from "../imdb-titles.ts"
import type { AnswerReader } from "./answer-reader.ts"
import { askJson, CallTimeoutMs } from "./ask.ts"
import { CallMeter } from "./call-meter.ts"
import { notThere, refused } from "./provider-failures.ts"

export interface ImdbTitle {
  readonly title: string | undefined
  readonly year: number | undefined
  readonly runtimeMinutes: number | undefined
  /** Out of 10. */
  readonly rating: { readonly average: number; readonly votes: number } | undefined
}

export class ImdbProvider extends Context.Service<
  ImdbProvider,
  {
    /** By IMDb id, such as `tt0109830`. Fails with NotThere when neither the data sets nor OMDb have it. */
    readonly title: (imdbId: string, lane: Lane) => Effect.Effect<ImdbTitle, ProviderError>
  }
>()("reelstate/services/ImdbProvider") {}

const textIn = (answer: AnswerReader, field: string): string | undefined => {
  const text = answer.line(field, 500)
  return text === "N/A" ? undefined : text
}

/** The number at the beginning of a text such as "142 min", "1994-" or "2,345,678", when it is in range. */
const numberIn = (answer: AnswerReader, field: string, min: number, max: number): number | undefined => {
  const digits = /^\d[\d,]{0,15}(?:\.\d{1,3})?/.exec(textIn(answer, field) ?? "")?.[0]
  const value = digits === undefined ? Number.NaN : Number(digits.replaceAll(",", ""))
  return value >= min && value <= max ? value : undefined
}

const failureIn = (answer: AnswerReader): ProviderError | undefined => {
  if (answer.line("Response", 10) !== "False") return undefined
  const detail = answer.line("Error", 200) ?? "no reason given"
  return /limit/i.test(detail) ? refused("imdb", 429, detail) : notThere("imdb", detail)
}

const titleIn = (answer: AnswerReader): ImdbTitle => {
  const average = numberIn(answer, "imdbRating", 0, 10)
  const votes = numberIn(answer, "imdbVotes", 1, 1e9)
  return {
    title: textIn(answer, "Title"),
    year: numberIn(answer, "Year", yearMin, yearMax),
    runtimeMinutes: numberIn(answer, "Runtime", 1, 60_000),
    rating: average === undefined || votes === undefined ? undefined : { average, votes }
  }
}

/** What the data sets say is as old as they are, and no call was made for it. */
const ofDataSets = Effect.fnUntraced(function* ({ asOf, rating, runtimeMinutes, title, year }: ImdbFilm) {
  const meter = yield* CallMeter
  meter.received("imdb", 0, asOf)
  const told: ImdbTitle = { title, year, runtimeMinutes, rating }
  return told
})

const make = Effect.gen(function* () {
  const dataProvider = yield* DataProvider
  const titles = yield* ImdbTitles
  const timeoutMs = yield* CallTimeoutMs
  /** An index that cannot be read is as good as none: OMDb is asked, and the log says why. */
  const fromDataSets = (imdbId: string) =>
    titles.lookup(imdbId).pipe(
      Effect.catchTag("ImdbTitlesUnreadable", (unreadable) => Effect.logWarning(unreadable.message)),
      Effect.map((film) => film ?? undefined)
    )
  const title = Effect.fnUntraced(function* (imdbId: string, lane: Lane): Effect.fn.Return<ImdbTitle, ProviderError> {
    const film = yield* fromDataSets(imdbId)
    if (film !== undefined) return yield* ofDataSets(film)
    const answer = yield* askJson(dataProvider, { provider: "imdb", path: "/", query: { i: imdbId }, lane }, timeoutMs)
    const failure = failureIn(answer)
    if (failure !== undefined) return yield* failure
    return titleIn(answer)
  })
  return ImdbProvider.of({ title })
})

/** ImdbProvider over the DataProvider, and over ImdbTitles where they are provided. */
export const imdbProviderLayer: Layer.Layer<ImdbProvider, never, DataProvider> = Layer.effect(ImdbProvider, make)
