/**
 * TMDB's newest answers, kept for a short while, so that the levels of one movie cost one call (LIFE-4).
 * Bounded: the least recently used answer goes first (RUN-1).
 */
import { Clock, Effect } from "effect"
import { providerTermMs } from "../../domain/terms.ts"
import { minuteMs } from "../../domain/time.ts"
import type { Lane, ProviderError } from "../data-provider.ts"
import type { TmdbAnswer } from "../enrichers/enricher.ts"
import { dated } from "../providers/call-meter.ts"
import { answerInvalid } from "../providers/provider-failures.ts"
import type { TmdbParts, TmdbProvider } from "../providers/tmdb-provider.ts"

const answersMax = 256
const keptMs = 10 * minuteMs

interface Kept {
  readonly parts: TmdbParts
  readonly askedAt: number
  readonly answer: TmdbAnswer
}

export interface MovieAnswers {
  /** The answer with at least these parts: from memory, or from TMDB. */
  readonly get: (id: number, parts: TmdbParts, lane: Lane) => Effect.Effect<TmdbAnswer, ProviderError>
  /** The next time TMDB is asked. */
  readonly forget: (id: number) => void
}

const holds = (kept: TmdbParts, wanted: TmdbParts): boolean => kept === wanted || kept === "all" || wanted === "details"

/** A recording must not be a way round TMDB's term (LIFE-8). */
const tooOld = answerInvalid("tmdb", "its answer is from so long ago that nothing of it may be kept")

export const makeMovieAnswers = (tmdb: TmdbProvider["Service"]): MovieAnswers => {
  const answers = new Map<number, Kept>()

  const keep = (id: number, kept: Kept) => {
    answers.delete(id)
    answers.set(id, kept)
    const [oldest] = answers.keys()
    if (answers.size > answersMax && oldest !== undefined) answers.delete(oldest)
  }

  const get = Effect.fnUntraced(function* (
    id: number,
    parts: TmdbParts,
    lane: Lane
  ): Effect.fn.Return<TmdbAnswer, ProviderError> {
    const now = yield* Clock.currentTimeMillis
    const kept = answers.get(id)
    if (kept !== undefined && holds(kept.parts, parts) && now - kept.askedAt < keptMs) {
      keep(id, kept)
      return kept.answer
    }
    const { fetchedAt, value: movie } = yield* dated(tmdb.movie(id, parts, lane))
    const askedAt = yield* Clock.currentTimeMillis
    if (askedAt - fetchedAt >= providerTermMs) return yield* tooOld
    const answer: TmdbAnswer = { movie, fetchedAt }
    keep(id, { parts, askedAt, answer })
    return answer
  })

  return { get, forget: (id) => void answers.delete(id) }
}
