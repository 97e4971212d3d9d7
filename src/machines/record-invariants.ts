/** What every record promises at rest, and what no change of its knowledge may do (LIFE-1, LIFE-8). */
import { type FieldName, fieldNames, type Knowledge, type Known, rankIn, sourceRanks } from "../domain/knowledge.ts"
import { knownLevel } from "../domain/level.ts"
import { lackingFor } from "../domain/merge-knowledge.ts"
import type { Movie } from "../domain/movie.ts"
import { providerTermMs } from "../domain/terms.ts"
import { dayMs } from "../domain/time.ts"
import { type Breach, lifecycleBreaches } from "./invariants.ts"

type Stated = Pick<Known, "source" | "fetchedAt">

const statements = (knowledge: Knowledge): ReadonlyArray<Stated & { readonly field: FieldName }> =>
  fieldNames.flatMap((field) => {
    const known = knowledge.fields[field]
    if (known === undefined) return []
    const { source, fetchedAt, previous } = known
    return [{ field, source, fetchedAt }, ...(previous === undefined ? [] : [{ field, ...previous }])]
  })

/** Every value knows its source and its age, and none from TMDB is older than its terms allow. */
export const knowledgeBreaches = (knowledge: Knowledge, now: number): ReadonlyArray<Breach> =>
  statements(knowledge).flatMap(({ field, source, fetchedAt }) => {
    if (!(source in sourceRanks)) return [{ promise: "LIFE-8", what: `${field} comes from nowhere` }]
    if (!Number.isFinite(fetchedAt) || fetchedAt > now) return [{ promise: "LIFE-8", what: `${field} has no age` }]
    if (source !== "tmdb" || now - fetchedAt <= providerTermMs) return []
    return [{ promise: "LIFE-8", what: `${field} from tmdb is ${(now - fetchedAt) / dayMs} days old` }]
  })

/** What holds for every record of a library at rest. */
export const recordBreaches = (movie: Movie, now: number): ReadonlyArray<Breach> => {
  const { lifecycle, knowledge } = movie
  const level = knownLevel(lifecycle.state, lifecycle.kept)
  const unexplained = knowledge.gaps.filter(({ reason, nextTryAt }) => reason === "" || !Number.isFinite(nextTryAt))
  return [
    ...lifecycleBreaches(lifecycle),
    ...lackingFor(knowledge, level).map((piece) => ({ promise: "LIFE-1", what: `${level} without ${piece}` })),
    ...unexplained.map(({ piece }) => ({ promise: "LIFE-1", what: `${piece} is absent without a reason` })),
    ...knowledgeBreaches(knowledge, now)
  ]
}

/** What providers may do to knowledge: add, refresh, outrank; never erase, never bring an older or lesser value (LIFE-8). */
export const learningBreaches = (before: Knowledge, after: Knowledge): ReadonlyArray<Breach> =>
  fieldNames.flatMap((field) => {
    const [old, now] = [before.fields[field], after.fields[field]]
    if (old === undefined) return []
    if (now === undefined) return [{ promise: "LIFE-8", what: `${field} was erased` }]
    const ranks = rankIn(field, now.source) - rankIn(field, old.source)
    if (ranks < 0) return [{ promise: "LIFE-8", what: `${field} from ${old.source} gave way to ${now.source}` }]
    return ranks === 0 && now.fetchedAt < old.fetchedAt ? [{ promise: "LIFE-8", what: `${field} became older` }] : []
  })
