/**
 * A data provider only knows how to get bytes: over HTTP, from replay fixtures, or a mix. The three are
 * interchangeable; what to ask and what the answer means is the business of a provider (TMDB, IMDb, Wikipedia).
 */
import { Context, type Effect, Schema } from "effect"

export const ProviderName = Schema.Literals(["tmdb", "imdb", "wikidata", "wikipedia", "images"])
export type ProviderName = typeof ProviderName.Type

/** Who waits for the answer: a person goes before a background job, which goes before housekeeping (RUN-4). */
export type Lane = "person" | "background" | "housekeeping"

/** A GET: the path below the provider's base, and query parameters. Secrets are added by the HTTP data provider, never here. */
export interface ProviderRequest {
  readonly provider: ProviderName
  readonly path: string
  readonly query: Readonly<Record<string, string | number>>
  readonly lane: Lane
}

export interface ProviderAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: Uint8Array
  /** What a refusal's Retry-After said, as milliseconds from the answer on. */
  readonly retryAfterMs?: number
  /** When the provider last said so, epoch milliseconds, if that was not now: the answer was kept (LIFE-8 counts from then). */
  readonly fetchedAt?: number
}

/** The canonical key of a request: provider, path, and the query sorted by name. What fixtures are filed under. */
export const requestKey = (request: Pick<ProviderRequest, "provider" | "path" | "query">): string => {
  const names = Object.keys(request.query).toSorted()
  const query = names.map((name) => `${name}=${request.query[name]}`).join("&")
  return `${request.provider} ${request.path}${query === "" ? "" : `?${query}`}`
}

export class ProviderUnreachable extends Schema.TaggedError<ProviderUnreachable>()("ProviderUnreachable", {
  detail: Schema.String
}) {}
export class ProviderRefused extends Schema.TaggedError<ProviderRefused>()("ProviderRefused", {
  status: Schema.Int,
  detail: Schema.String,
  retryAfterMs: Schema.optionalKey(Schema.Finite)
}) {}
export class NotThere extends Schema.TaggedError<NotThere>()("NotThere", { detail: Schema.String }) {}
export class AnswerInvalid extends Schema.TaggedError<AnswerInvalid>()("AnswerInvalid", { detail: Schema.String }) {}
export class FixtureMissing extends Schema.TaggedError<FixtureMissing>()("FixtureMissing", {
  key: Schema.String,
  nearest: Schema.Array(Schema.String)
}) {}

/** One error for every way a provider can fail; branch on `reason._tag`. */
export class ProviderError extends Schema.TaggedError<ProviderError>()("ProviderError", {
  provider: ProviderName,
  reason: Schema.Union([ProviderUnreachable, ProviderRefused, NotThere, AnswerInvalid, FixtureMissing])
}) {
  override get message() {
    const { reason } = this
    switch (reason._tag) {
      case "ProviderUnreachable":
        return `${this.provider} cannot be reached: ${reason.detail}`
      case "ProviderRefused":
        return `${this.provider} refused with status ${reason.status}: ${reason.detail}`
      case "NotThere":
        return `${this.provider} does not have it: ${reason.detail}`
      case "AnswerInvalid":
        return `${this.provider} sent an answer that makes no sense: ${reason.detail}`
      case "FixtureMissing":
        return `no fixture for ${reason.key}; the nearest are ${reason.nearest.join(", ") || "none"}`
    }
  }
}

export class DataProvider extends Context.Service<
  DataProvider,
  {
    /** Fails only when there is no answer at all; an answer with status 404 or 500 is an answer. */
    readonly get: (request: ProviderRequest) => Effect.Effect<ProviderAnswer, ProviderError>
  }
>()("reelstate/services/DataProvider") {}
