/** Runs enrichers in order and gathers what they learnt. An optional piece that fails is a gap; a required one ends the run. */
import { Clock, Effect, Result } from "effect"
import { type Alias, type AliasAuthority, aliasValue } from "../../domain/identity.ts"
import { secondMs } from "../../domain/time.ts"
import type { EnricherServices, Enricher, Findings, LearningError, Subject } from "../enrichers/enricher.ts"
import type { Enrichment, Learnt, LearntGap } from "../enrichment.ts"
import { patience } from "../providers/ask.ts"
import { notThere } from "../providers/provider-failures.ts"
import { type Failure, failureFrom, tookTooLong } from "./failure.ts"
import { gapRetryAt } from "./retry-times.ts"

/** Every call has a deadline of its own; this one is for an enricher as a whole, its files included, while a person waits. */
const enricherLimitMs = 180 * secondMs

export type Gathered = Omit<Enrichment, "level" | "providerCalls" | "bytes" | "durationMs">

const lackingNeed = ({ needs, needsOneOf = [] }: Enricher, subject: Subject): LearningError | undefined => {
  const isNamed = (authority: AliasAuthority) => aliasValue(subject.aliases, authority) !== undefined
  const authority = needs.find((name) => !isNamed(name)) ?? (needsOneOf.some(isNamed) ? undefined : needsOneOf[0])
  if (authority === undefined || authority === "file" || authority === "server") return undefined
  return notThere(authority, "nobody has named the movie there")
}

const learnPiece = (
  enricher: Enricher,
  subject: Subject
): Effect.Effect<Result.Result<Findings, Failure>, never, EnricherServices> => {
  const lacking = lackingNeed(enricher, subject)
  if (lacking !== undefined) return Effect.succeed(Result.fail(failureFrom(lacking)))
  const limitMs = enricherLimitMs * patience[subject.lane]
  const late = () => Effect.fail(tookTooLong(`Learning the ${enricher.name}`, limitMs))
  return enricher
    .learn(subject)
    .pipe(Effect.mapError(failureFrom), Effect.timeoutOrElse({ duration: limitMs, orElse: late }), Effect.result)
}

const gapFor = (enricher: Enricher, subject: Subject, failure: Failure, now: number): LearntGap => {
  const before = subject.movie.knowledge.gaps.find(({ piece }) => piece === enricher.name)?.attempts ?? 0
  return {
    piece: enricher.name,
    reason: failure.reason,
    attempts: before + 1,
    nextTryAt: gapRetryAt(failure, before, now)
  }
}

const withAliases = (aliases: ReadonlyArray<Alias>, more: ReadonlyArray<Alias> = []): ReadonlyArray<Alias> => [
  ...new Set([...aliases, ...more])
]

/** Adds findings to what was gathered. A piece that states credits or related movies states all of them. */
const gather = (sum: Gathered, findings: Findings): Gathered => ({
  ...sum,
  learnt: [...sum.learnt, ...findings.learnt],
  aliases: withAliases(sum.aliases, findings.aliases),
  people: [...sum.people, ...(findings.people ?? [])],
  credits: findings.credits ?? sum.credits,
  related: findings.related ?? sum.related,
  images: [...sum.images, ...(findings.images ?? [])]
})

export const nothingGathered: Gathered = {
  learnt: [] satisfies ReadonlyArray<Learnt>,
  aliases: [],
  people: [],
  credits: undefined,
  related: undefined,
  images: [],
  tried: [],
  gaps: []
}

/** What the enrichers learnt, in their order. Fails when a required one does; a defect is not caught here. */
export const runEnrichers = Effect.fnUntraced(function* (
  enrichers: ReadonlyArray<Enricher>,
  subject: Subject,
  before: Gathered
): Effect.fn.Return<Gathered, Failure, EnricherServices> {
  let sum = before
  for (const enricher of enrichers) {
    const aliases = withAliases(subject.aliases, sum.aliases)
    const result = yield* learnPiece(enricher, { ...subject, aliases })
    if (Result.isFailure(result) && enricher.required) return yield* Effect.fail(result.failure)
    const now = yield* Clock.currentTimeMillis
    const lacking = Result.isFailure(result) ? result.failure : lackingOf(result.success)
    if (Result.isSuccess(result)) sum = gather(sum, result.success)
    const gaps = lacking === undefined ? sum.gaps : [...sum.gaps, gapFor(enricher, subject, lacking, now)]
    sum = { ...sum, tried: [...sum.tried, enricher.name], gaps }
  }
  return sum
})

const lackingOf = (findings: Findings): Failure | undefined =>
  findings.lacking === undefined ? undefined : failureFrom(findings.lacking)
