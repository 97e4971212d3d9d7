/** An engine for tests: learns invented values after a delay, fails when told to, and counts what it was asked. */
import { Clock, Effect, Layer } from "effect"
import type { Alias, MovieId } from "../../src/domain/identity.ts"
import { type FieldName, fieldLevels, fieldNames } from "../../src/domain/knowledge.ts"
import type { Level } from "../../src/domain/level.ts"
import {
  type Enrichment,
  EnrichmentEngine,
  EnrichmentError,
  type EnrichmentRequest
} from "../../src/services/enrichment.ts"

export interface Script {
  readonly delayMs: number
  /** Asked before each enrichment; a text makes it fail with that reason, "defect" makes it die. */
  fails: (request: EnrichmentRequest) => string | undefined
  readonly retryAfterMs: number
  /** Called as an enrichment begins, in the same moment. */
  readonly begins: (request: EnrichmentRequest) => void
  readonly asked: Array<EnrichmentRequest>
  /** Enrichments in flight per movie, to prove single flight. */
  readonly inFlight: Map<MovieId, number>
  overlaps: number
}

export const newScript = (
  options: Partial<Pick<Script, "delayMs" | "retryAfterMs" | "fails" | "begins">> = {}
): Script => ({
  delayMs: 100,
  retryAfterMs: 60_000,
  begins: () => undefined,
  fails: () => undefined,
  asked: [],
  inFlight: new Map(),
  overlaps: 0,
  ...options
})

const valueOf = (field: FieldName) => (field === "year" ? 1999 : `a ${field}`)

const fieldsUpTo = (level: Level, task: EnrichmentRequest["task"]): ReadonlyArray<FieldName> =>
  fieldNames.filter((name) => fieldLevels[name] === level || (task !== "advance" && fieldLevels[name] !== "initial"))

const learn = (request: EnrichmentRequest, now: number): Enrichment => ({
  level: request.level,
  learnt: [
    ...(request.level === "basic" ? (["title", "year"] as const) : []),
    ...fieldsUpTo(request.level, request.task)
  ].map((field) => ({ field, value: valueOf(field), source: "tmdb" as const, fetchedAt: now })),
  aliases: [] as ReadonlyArray<Alias>,
  people: [],
  credits: request.level === "medium" ? [] : undefined,
  related: undefined,
  images: [],
  tried: ["images"],
  gaps: [],
  providerCalls: 1,
  bytes: 100,
  durationMs: 0
})

const enrich = (script: Script) =>
  Effect.fnUntraced(function* (request: EnrichmentRequest) {
    script.begins(request)
    script.asked.push(request)
    const others = script.inFlight.get(request.movie) ?? 0
    if (others > 0) script.overlaps++
    script.inFlight.set(request.movie, others + 1)
    yield* Effect.sleep(script.delayMs).pipe(
      Effect.ensuring(
        Effect.sync(() => void script.inFlight.set(request.movie, (script.inFlight.get(request.movie) ?? 1) - 1))
      )
    )
    const now = yield* Clock.currentTimeMillis
    const reason = script.fails(request)
    if (reason === "defect") return yield* Effect.die(new Error("the engine has a bug"))
    if (reason === undefined) return learn(request, now)
    return yield* new EnrichmentError({
      level: request.level,
      reason,
      detail: `told to fail: ${reason}`,
      retryAt: now + script.retryAfterMs,
      providerCalls: 1
    })
  })

export const scriptedEngine = (script: Script) => Layer.succeed(EnrichmentEngine, { enrich: enrich(script) })
