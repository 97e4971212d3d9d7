/**
 * IMDb's titles on this machine: the non-commercial data sets, which a person downloads, as an index. Without an index
 * there is nobody to ask, and every question has the answer "not here".
 */
import { Context, Effect, Layer, Schema } from "effect"
import type { Alias } from "../domain/identity.ts"

/** The kinds of titles that are kept: those that are one film in one file. */
export type ImdbKind = "movie" | "tvMovie" | "video"

/** A film as the data sets tell it. It can be scored as a candidate: `ref` is its IMDb alias. */
export interface ImdbFilm {
  readonly ref: Alias
  /** Such as `tt0133093`. */
  readonly imdbId: string
  readonly kind: ImdbKind
  readonly title: string
  readonly originalTitle: string
  readonly year: number | undefined
  readonly runtimeMinutes: number | undefined
  readonly genres: ReadonlyArray<string>
  /** Out of 10. */
  readonly rating: { readonly average: number; readonly votes: number } | undefined
  readonly isAdult: boolean
  /** When the data sets were published, epoch milliseconds: what they say is as old as that. */
  readonly asOf: number
}

/** There is an index and it cannot be read. */
export class ImdbTitlesUnreadable extends Schema.TaggedError<ImdbTitlesUnreadable>()("ImdbTitlesUnreadable", {
  path: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `The index of IMDb titles ${this.path} cannot be read: ${this.detail}. Build it again with \`reelstate imdb build\`.`
  }
}

export interface ImdbTitles {
  /** The film with this id; undefined when it is not in the index, or there is none. */
  readonly lookup: (imdbId: string) => Effect.Effect<ImdbFilm | undefined, ImdbTitlesUnreadable>
  /**
   * Films that are called so, in either of their titles: whatever the case, accents, punctuation, spaces and a leading
   * article. Those nearest to the year first, then those with most votes, adult titles last; at most 20.
   */
  readonly search: (title: string, year?: number) => Effect.Effect<ReadonlyArray<ImdbFilm>, ImdbTitlesUnreadable>
}

/** Nothing is here: what counts when nobody provides an index. */
const nothing: ImdbTitles = {
  lookup: () => Effect.undefined,
  search: () => Effect.succeed([])
}

export const ImdbTitles = Context.Reference<ImdbTitles>("reelstate/services/ImdbTitles", {
  defaultValue: () => nothing
})

/** No index, whatever was provided further out. */
export const imdbTitlesLayerNone: Layer.Layer<never> = Layer.succeed(ImdbTitles, nothing)
