/**
 * An engine for properties: every answer is new (so that old and new can be told apart), some pieces are missing, and it
 * fails or crashes as often as its mood says, all from one seed. It keeps its own account of what it was asked and said.
 */
import { Clock, Effect, Layer } from "effect"
import { type MovieId, movieIdValue } from "../../src/domain/identity.ts"
import { type FieldName, fieldLevels, fieldNames } from "../../src/domain/knowledge.ts"
import { isAtLeast } from "../../src/domain/level.ts"
import { allPieces, type Piece } from "../../src/domain/pieces.ts"
import { hourMs, minuteMs } from "../../src/domain/time.ts"
import {
  type Enrichment,
  EnrichmentEngine,
  EnrichmentError,
  type EnrichmentRequest,
  type LearntGap
} from "../../src/services/enrichment.ts"
import { randomFrom } from "./random.ts"

/** An outage of months must not be months of retries. */
export const retryMaxMs = 12 * hourMs

export interface Mood {
  /** The share of enrichments that fail, that crash, and of optional pieces that are missing; 0 to 1. */
  readonly failures: number
  readonly defects: number
  readonly gaps: number
  readonly delayMs: number
}

export const goodMood: Mood = { failures: 0, defects: 0, gaps: 0, delayMs: 100 }

export interface Moody {
  mood: Mood
  /** Movies that crash whatever the mood. */
  readonly ill: Set<MovieId>
  readonly asked: Array<EnrichmentRequest & { readonly at: number }>
  /** Two enrichments of one movie at once, ever. */
  overlaps: number
  readonly inFlight: Set<MovieId>
  /** Movies that asked so often at one moment that they would never stop. */
  readonly storms: Set<MovieId>
  /** The newest value that was stated, by movie and field. */
  readonly said: Map<string, unknown>
  readonly seed: number
}

export const newMoody = (seed: number): Moody => ({
  mood: goodMood,
  ill: new Set(),
  asked: [],
  overlaps: 0,
  inFlight: new Set(),
  storms: new Set(),
  said: new Map(),
  seed
})

/** Luck hangs on the movie and the moment alone, not on who was asked before. */
const luckOf = ({ seed }: Moody, { movie }: EnrichmentRequest, now: number) =>
  randomFrom(seed + (movieIdValue(movie) % 0x4000_0000) + (now % 0x4000_0000))

const piecesFor = ({ level, task }: EnrichmentRequest): ReadonlyArray<Piece> =>
  allPieces.filter((piece) => (task === "advance" ? piece.level === level : isAtLeast(level, piece.level)))

const fieldsFor = ({ level, task }: EnrichmentRequest): ReadonlyArray<FieldName> =>
  fieldNames.filter((field) => {
    if (fieldLevels[field] === "initial") return isAtLeast(level, "basic")
    return task === "advance" ? fieldLevels[field] === level : isAtLeast(level, fieldLevels[field])
  })

const gapsOf = (moody: Moody, request: EnrichmentRequest, now: number, draw: () => number): ReadonlyArray<LearntGap> =>
  piecesFor(request)
    .filter((piece) => !piece.required && draw() < moody.mood.gaps)
    .map(({ name }) => ({ piece: name, reason: "NotThere", nextTryAt: now + hourMs, attempts: 1 }))

const learn = (moody: Moody, request: EnrichmentRequest, now: number, draw: () => number): Enrichment => {
  const gaps = gapsOf(moody, request, now, draw)
  const missing = new Set(
    gaps.flatMap(({ piece }) => allPieces.find(({ name }) => name === piece)!.fields as ReadonlyArray<FieldName>)
  )
  const said = fieldsFor(request).filter((field) => !missing.has(field))
  const count = moody.asked.length
  for (const field of said) moody.said.set(`${request.movie} ${field}`, valueOf(field, count))
  return {
    level: request.level,
    learnt: said.map((field) => ({
      field,
      value: valueOf(field, count),
      source: field === "summary" ? ("wikipedia" as const) : ("tmdb" as const),
      fetchedAt: now
    })),
    aliases: [],
    people: [],
    credits: said.includes("credits") ? [] : undefined,
    related: undefined,
    images: [],
    tried: piecesFor(request).map(({ name }) => name),
    gaps,
    providerCalls: 1,
    bytes: 10,
    durationMs: moody.mood.delayMs
  }
}

const valueOf = (field: FieldName, count: number) => (field === "year" ? 1900 + (count % 200) : `${field} ${count}`)

/** Three levels, a refresh, a filled gap, and some more: that is all that one moment can want. */
const asksAtOnceMax = 12

const isStorm = (moody: Moody, movie: MovieId): boolean => {
  const newest = moody.asked.slice(-asksAtOnceMax)
  const isOne =
    newest.length === asksAtOnceMax && newest.every((ask) => ask.movie === movie && ask.at === newest[0]!.at)
  if (isOne) moody.storms.add(movie)
  return isOne
}

const enrich = (moody: Moody) =>
  Effect.fnUntraced(function* (request: EnrichmentRequest) {
    const { movie } = request
    moody.asked.push({ ...request, at: yield* Clock.currentTimeMillis })
    if (isStorm(moody, movie)) return yield* Effect.die(new Error("it asks again and again"))
    if (moody.inFlight.has(movie)) moody.overlaps++
    moody.inFlight.add(movie)
    yield* Effect.ensuring(
      Effect.sleep(moody.mood.delayMs),
      Effect.sync(() => void moody.inFlight.delete(movie))
    )
    const now = yield* Clock.currentTimeMillis
    const { failures, defects } = moody.mood
    const draw = luckOf(moody, request, now)
    const luck = draw()
    if (moody.ill.has(movie) || luck < defects) return yield* Effect.die(new Error("the engine has a bug"))
    if (luck >= defects + failures) return learn(moody, request, now, draw)
    const retryAt = now + Math.round(Math.min(minuteMs * 2 ** request.attempts, retryMaxMs) * (0.5 + draw() / 2))
    return yield* new EnrichmentError({
      level: request.level,
      reason: "down",
      detail: "down",
      retryAt,
      providerCalls: 1
    })
  })

export const moodyEngine = (moody: Moody) => Layer.succeed(EnrichmentEngine, { enrich: enrich(moody) })
