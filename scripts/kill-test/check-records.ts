/** What must hold of the records: each is well-formed, and says what the events have made of it (STORE-1, LIFE-6, LIFE-7). */
import { Option, Schema } from "effect"
import type { Alias } from "../../src/domain/identity.ts"
import { MovieId } from "../../src/domain/identity.ts"
import { FieldName, Gap, Known } from "../../src/domain/knowledge.ts"
import { isAtLeast, Kept, knownLevel, Level, LifecycleState } from "../../src/domain/level.ts"
import { knowledgeLevelHolds } from "../../src/domain/merge-knowledge.ts"
import type { MovieRecord } from "../../src/infra/json-store/movie-record.ts"
import type { Violations } from "./check-journal.ts"
import type { ExpectedMovie } from "./expected-movies.ts"

const Time = Schema.NullOr(Schema.Finite)
const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
const Lifecycle = Schema.Struct({
  state: LifecycleState,
  kept: Schema.NullOr(Kept),
  wanted: Level,
  attempts: Count,
  retryAt: Time,
  gapAt: Time,
  refreshAt: Time,
  pinned: Schema.Boolean,
  playingUntil: Time,
  downgradedAt: Time
})
const Pin = Schema.Struct({ at: Schema.Finite, by: Schema.NullOr(Schema.String), reason: Schema.NullOr(Schema.String) })
const Record = Schema.Struct({
  format: Schema.Literal(1),
  id: MovieId,
  title: Schema.NullOr(Schema.String),
  year: Schema.NullOr(Schema.Int),
  aliases: Schema.Array(Schema.String).check(Schema.isMinLength(1)),
  createdAt: Schema.Finite,
  files: Schema.Array(Schema.Struct({ path: Schema.String })),
  pin: Schema.NullOr(Pin),
  lifecycle: Lifecycle,
  viewCount: Count,
  lastAccess: Time,
  popularityScore: Schema.Finite,
  scoredAt: Time,
  searchHits: Count,
  shown: Count,
  plays: Count,
  knowledge: Schema.Record(FieldName, Schema.optionalKey(Known)),
  gaps: Schema.Array(Gap)
})
const decode = Schema.decodeUnknownOption(Record)

const checkShape = (record: MovieRecord, violations: Violations): void => {
  const { id, lifecycle, knowledge, gaps, pin } = record
  if (Option.isNone(decode(record))) violations.add("every record is well-formed", JSON.stringify(record).slice(0, 300))
  const level = knownLevel(lifecycle.state, lifecycle.kept)
  if (!knowledgeLevelHolds({ fields: knowledge, gaps }, level)) {
    violations.add("a level's data is there or has a reason (LIFE-1)", `${id} is ${lifecycle.state} without it`)
  }
  if ((lifecycle.state === "downgraded") !== (lifecycle.kept !== null)) {
    violations.add(
      "a downgraded movie says what it kept (LIFE-1)",
      `${id} is ${lifecycle.state}, kept ${lifecycle.kept}`
    )
  }
  if (lifecycle.pinned !== (pin !== null)) violations.add("pin and lifecycle agree", id)
}

const checkStatistics = (record: MovieRecord, expected: ExpectedMovie, violations: Violations): void => {
  for (const counter of ["viewCount", "plays", "searchHits", "shown"] as const) {
    const { least, most } = expected.statistics[counter]
    const is = record[counter]
    if (is >= least && is <= most) continue
    const range = least === most ? String(least) : `${least} to ${most}`
    violations.add("uses are counted once", `${record.aliases[0]} ${counter} is ${is}, the journal says ${range}`)
  }
}

const checkPerson = (record: MovieRecord, expected: ExpectedMovie, violations: Violations): void => {
  const name = record.aliases[0]
  const pinnedBy = record.pin === null ? undefined : record.pin.by
  if (pinnedBy !== expected.pinnedBy) {
    violations.add("pins are what the events say", `${name} is pinned by ${pinnedBy}, not ${expected.pinnedBy}`)
  }
  for (const field of ["tagline", "overview", "title"] as const) {
    const known = record.knowledge[field]
    const edited = known?.source === "person" ? known.value : undefined
    const should = expected.edits.get(field)
    if (edited === should) continue
    violations.add(
      "edits are what the events say (LIFE-7)",
      `${name} ${field}: ${JSON.stringify(edited)}, not ${JSON.stringify(should)}`
    )
  }
  const files = record.files.map(({ path }) => path).sort()
  if (files.join() !== [...expected.files].sort().join()) {
    violations.add("files are what the events say", `${name}: ${files.join()}`)
  }
}

const byAlias = (records: ReadonlyArray<MovieRecord>): ReadonlyMap<Alias, ReadonlyArray<MovieRecord>> =>
  Map.groupBy(records, (record) => record.aliases.find((alias) => alias.startsWith("tmdb:")) ?? record.id)

export const checkRecords = (
  records: ReadonlyArray<MovieRecord>,
  expected: ReadonlyMap<Alias, ExpectedMovie>,
  violations: Violations
): void => {
  const found = byAlias(records)
  for (const record of records) checkShape(record, violations)
  for (const alias of found.keys()) if (!expected.has(alias)) violations.add("no movie comes from nowhere", alias)
  for (const [alias, movie] of expected) {
    const [record, second] = found.get(alias) ?? []
    if (second !== undefined) violations.add("a movie has one record", `${alias}: ${record!.id} and ${second.id}`)
    if ((record !== undefined) !== movie.exists) {
      violations.add("the movies are those of the events", `${alias} ${movie.exists ? "is missing" : "should be gone"}`)
    }
    if (record === undefined || !movie.exists) continue
    checkPerson(record, movie, violations)
    if (!movie.wasForgotten) checkStatistics(record, movie, violations)
  }
}

/** LIFE-3, at rest: every movie knows what was asked of it, or says when it tries again. */
export const checkAnswered = (records: ReadonlyArray<MovieRecord>, violations: Violations): void => {
  for (const { id, lifecycle } of records) {
    const isAnswered = isAtLeast(knownLevel(lifecycle.state, lifecycle.kept), lifecycle.wanted)
    if (!isAnswered && lifecycle.retryAt === null) violations.add("demand is answered (LIFE-3)", id)
  }
}
