/** What a purge leaves of any movie at rest (LIFE-1, LIFE-7): pure, over random knowledge. */
import { assert, describe, it } from "vitest"
import fc from "fast-check"
import { PurgedProvider } from "../../src/domain/event.ts"
import { type FieldName, fieldNames, type Known, type Knowledge, type Source } from "../../src/domain/knowledge.ts"
import { knownLevel, type Level, levels } from "../../src/domain/level.ts"
import { knowledgeLevelHolds } from "../../src/domain/merge-knowledge.ts"
import { type Lifecycle, newLifecycle } from "../../src/domain/movie.ts"
import { allPieces, piecesUpTo } from "../../src/domain/pieces.ts"
import { purgeMovie, valuesFrom } from "../../src/domain/purge-knowledge.ts"
import { lifecycleBreaches } from "../../src/machines/invariants.ts"
import { runs } from "../support/runs.ts"

const at = 1_000_000
const sources = ["tmdb", "imdb", "wikidata", "wikipedia", "hint"] as const
const stated = (source: Source) => ({ value: `from ${source}`, source, fetchedAt: at - 1_000 })
const otherProviders = ["tmdb", "imdb", "wikidata", "wikipedia"] as const
/** Only TMDB has pictures. */
const pictures = new Set<FieldName>(["poster", "posterHd", "backdrop"])
const known: fc.Arbitrary<Known> = fc
  .tuple(fc.constantFrom(...sources), fc.boolean(), fc.option(fc.constantFrom(...sources), { nil: undefined }))
  .map(([source, isEdited, behind]) => {
    if (isEdited) return { ...stated("person"), previous: stated(source) }
    return behind === undefined ? stated(source) : { ...stated(source), previous: stated(behind) }
  })

/** A movie of this level as it may lie in a library: all required pieces, and the optional ones or their gaps. */
const movieAt = (level: Level): fc.Arbitrary<{ readonly knowledge: Knowledge; readonly lifecycle: Lifecycle }> =>
  fc
    .tuple(
      fc.array(known, { minLength: fieldNames.length, maxLength: fieldNames.length }),
      fc.array(fc.boolean(), { minLength: 9, maxLength: 9 })
    )
    .map(([values, chance]) => {
      const within = piecesUpTo(level)
      const lacking = within.filter(({ required }, place) => !required && chance[place] === true)
      const wanted = new Set<FieldName>([
        "title",
        "year",
        ...within.filter((piece) => !lacking.includes(piece)).flatMap(({ fields }) => fields)
      ])
      const fields = Object.fromEntries(
        fieldNames.flatMap((name, place) =>
          wanted.has(name) ? [[name, pictures.has(name) ? stated("tmdb") : values[place]!]] : []
        )
      )
      const gaps = lacking.map(({ name }) => ({ piece: name, reason: "absent", attempts: 1, nextTryAt: at + 5 }))
      const lifecycle: Lifecycle = {
        ...newLifecycle,
        state: level,
        wanted: level,
        gapAt: gaps.length > 0 ? at + 5 : null
      }
      return { knowledge: { fields, gaps }, lifecycle }
    })

const movie = fc.constantFrom(...levels).chain(movieAt)
const provider = fc.constantFrom(...PurgedProvider.literals)

describe("purging what a provider said", () => {
  it("leaves no value of it, keeps every edit, and the state promises no more than is there (LIFE-1, LIFE-7)", () => {
    fc.assert(
      fc.property(movie, provider, (before, purged) => {
        const { knowledge, lifecycle, lowered } = purgeMovie(before, purged, at)
        assert.strictEqual(valuesFrom(knowledge, purged), 0)
        for (const name of fieldNames) {
          const edit = before.knowledge.fields[name]
          if (edit?.source === "person") assert.strictEqual(knowledge.fields[name]?.value, edit.value, name)
        }
        const level = knownLevel(lifecycle.state, lifecycle.kept)
        assert.isTrue(knowledgeLevelHolds(knowledge, level), level)
        assert.deepStrictEqual(lifecycleBreaches(lifecycle), [])
        assert.strictEqual(lifecycle.state === "downgraded", lowered !== null)
        assert.isTrue(knowledge.gaps.every(({ piece }) => allPieces.some(({ name }) => name === piece)))
      }),
      { numRuns: runs(200) }
    )
  })

  it("twice is as good as once, and nothing of another provider goes while the level holds", () => {
    fc.assert(
      fc.property(movie, provider, (before, purged) => {
        const once = purgeMovie(before, purged, at)
        const twice = purgeMovie(once, purged, at)
        assert.deepStrictEqual([twice.knowledge, twice.lowered], [once.knowledge, null])
        if (once.lowered !== null) return
        for (const other of otherProviders.filter((name) => name !== purged)) {
          if (purged === "images") continue
          assert.strictEqual(valuesFrom(once.knowledge, other), valuesFrom(before.knowledge, other), other)
        }
      }),
      { numRuns: runs(200) }
    )
  })
})
