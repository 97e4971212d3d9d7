import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import {
  type FieldName,
  fieldLevels,
  fieldNames,
  type Known,
  type Knowledge,
  rankIn,
  Source
} from "../../src/domain/knowledge.ts"
import { isAtLeast, type Level } from "../../src/domain/level.ts"
import {
  editField,
  expireProvider,
  forgetAbove,
  forgetPiece,
  knowledgeLevelHolds,
  lackingFor,
  mergeKnowledge,
  type NewKnowledge,
  oldestFetch,
  type Statement,
  undoEdit
} from "../../src/domain/merge-knowledge.ts"
import { allPieces, piecesUpTo } from "../../src/domain/pieces.ts"
import { runs } from "../support/runs.ts"

const now = 1_000_000
const sources = Source.literals
const providers = sources.filter((source) => source !== "person")
const time = fc.integer({ min: 0, max: now })
const value = fc.oneof(fc.string({ maxLength: 4 }), fc.integer({ min: 0, max: 9 }))
const field = fc.constantFrom(...fieldNames)
const stated = (from: ReadonlyArray<Source>) => fc.record({ value, source: fc.constantFrom(...from), fetchedAt: time })

/** A value with, perhaps, one behind it that it outranks. */
const knownValue: fc.Arbitrary<Known> = fc
  .tuple(stated(sources), fc.option(stated(providers)))
  .map(([shown, behind]) => (behind === null ? shown : { ...shown, previous: behind }))

const ranked = ([name, { previous, ...shown }]: readonly [FieldName, Known]): readonly [FieldName, Known] => {
  const isBehind = previous !== undefined && rankIn(name, previous.source) < rankIn(name, shown.source)
  return [name, isBehind ? { ...shown, previous } : shown]
}
const gapOf = (piece: string) =>
  fc.record({
    piece: fc.constant(piece),
    reason: fc.constantFrom("NotThere", "ProviderUnreachable"),
    attempts: fc.integer({ min: 1, max: 5 }),
    nextTryAt: time
  })
const pieceNames = allPieces.map((piece) => piece.name)
const gaps = fc.subarray(pieceNames).chain((names) => fc.tuple(...names.map(gapOf)))
const knowledge: fc.Arbitrary<Knowledge> = fc.record({
  fields: fc
    .dictionary(field, knownValue, { noNullPrototype: true })
    .map((fields) => Object.fromEntries((Object.entries(fields) as Array<[FieldName, Known]>).map(ranked))),
  gaps
})
const statement: fc.Arbitrary<Statement> = fc.record({
  field,
  value: fc.oneof(value, fc.constant(null)),
  source: fc.constantFrom(...providers),
  fetchedAt: fc.integer({ min: 0, max: 2 * now })
})
const enrichment: fc.Arbitrary<NewKnowledge> = fc.record({
  learnt: fc.array(statement, { maxLength: 12 }),
  tried: fc.subarray(pieceNames),
  gaps
})
const holds = <T>(law: fc.IProperty<T>): void => fc.assert(law, { numRuns: runs() })

describe("LIFE-8: what providers say", () => {
  it("never erases a field, and replaces a value only by one of equal or higher rank that is not older", () => {
    holds(
      fc.property(knowledge, enrichment, (before, brought) => {
        const after = mergeKnowledge(before, brought, now)
        for (const name of fieldNames) {
          const [was, is] = [before.fields[name], after.fields[name]]
          if (was === undefined) continue
          assert.isDefined(is)
          if (is.value === was.value && is.source === was.source && is.fetchedAt === was.fetchedAt) continue
          const ranks = rankIn(name, is.source) - rankIn(name, was.source)
          assert.isTrue(ranks > 0 || (ranks === 0 && is.fetchedAt >= was.fetchedAt))
          assert.isTrue(
            brought.learnt.some((one) => one.field === name && one.value === is.value && one.source === is.source)
          )
        }
      })
    )
  })

  it("shows, of everything ever said, the highest rank and of that the newest; whatever the order", () => {
    holds(
      fc.property(fc.array(statement, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 12 }), (said, order) => {
        const shuffled = said.map((one, index) => ({ one, key: order[index] ?? 0 })).toSorted((a, b) => a.key - b.key)
        const merged = shuffled.reduce<Knowledge>(
          (sum, { one }) => mergeKnowledge(sum, { learnt: [one], tried: [], gaps: [] }, now),
          { fields: {}, gaps: [] }
        )
        for (const name of fieldNames) {
          const about = said.filter((one) => one.field === name && one.value !== null)
          const best = about.toSorted(
            (a, b) => rankIn(name, b.source) - rankIn(name, a.source) || b.fetchedAt - a.fetchedAt
          )[0]
          const is = merged.fields[name]
          assert.strictEqual(is === undefined, best === undefined)
          if (is === undefined || best === undefined) continue
          assert.strictEqual(rankIn(name, is.source), rankIn(name, best.source))
          assert.strictEqual(is.fetchedAt, Math.min(best.fetchedAt, now))
        }
      })
    )
  })

  it("of the rating IMDb's votes are the better source: TMDB's stand in for them until they come, and never replace them", () => {
    const saying = (source: Source, votes: number): NewKnowledge => {
      return { learnt: [{ field: "rating", value: votes, source, fetchedAt: now }], tried: [], gaps: [] }
    }
    const said = ["tmdb", "imdb", "tmdb"] as const
    const shown = said.reduce<Knowledge>((sum, source, place) => mergeKnowledge(sum, saying(source, place), now), {
      fields: {},
      gaps: []
    })
    assert.deepInclude(shown.fields.rating, { value: 1, source: "imdb" })
    assert.deepInclude(shown.fields.rating?.previous, { value: 2, source: "tmdb" })
    assert.isAbove(rankIn("year", "tmdb"), rankIn("year", "imdb"))
    for (const name of fieldNames) {
      assert.isTrue(providers.every((source) => rankIn(name, "person") > rankIn(name, source)))
    }
  })

  it("nothing counts as fetched in the future, and a clock that was ahead does not keep newer answers out", () => {
    const title = (fetchedAt: number, text: string): Statement => ({
      field: "title",
      value: text,
      source: "tmdb",
      fetchedAt
    })
    const brought = (one: Statement) => ({ learnt: [one], tried: [], gaps: [] })
    const ahead = { fields: { title: { value: "old", source: "tmdb" as const, fetchedAt: 9 * now } }, gaps: [] }
    assert.deepStrictEqual(mergeKnowledge(ahead, brought(title(now, "new")), now).fields.title, {
      value: "new",
      source: "tmdb",
      fetchedAt: now
    })
    assert.strictEqual(
      mergeKnowledge({ fields: {}, gaps: [] }, brought(title(9 * now, "x")), now).fields.title?.fetchedAt,
      now
    )
  })

  it("what is older than a limit is gone, shown or behind, and nothing else is", () => {
    holds(
      fc.property(knowledge, fc.constantFrom(...providers), time, (before, source, limit) => {
        const after = expireProvider(before, source, limit)
        const oldest = oldestFetch(after, source)
        assert.isTrue(oldest === null || oldest >= limit)
        for (const name of fieldNames) {
          const was = before.fields[name]
          if (was === undefined || (was.source === source && was.fetchedAt < limit)) continue
          assert.deepInclude(after.fields[name], { value: was.value, source: was.source, fetchedAt: was.fetchedAt })
        }
        assert.deepStrictEqual(expireProvider(after, source, limit), after)
      })
    )
  })

  it("the oldest fetch counts what is behind an edit", () => {
    const edited = editField(
      { fields: { title: { value: "a", source: "tmdb", fetchedAt: 5 } }, gaps: [] },
      "title",
      "b",
      9
    )
    assert.deepStrictEqual([oldestFetch(edited, "tmdb"), oldestFetch(edited, "imdb")], [5, null])
  })
})

describe("LIFE-7: a person's edit", () => {
  const life = fc.array(
    fc.oneof(
      enrichment.map((brought) => (known: Knowledge) => mergeKnowledge(known, brought, now)),
      fc
        .constantFrom("basic" as const, "summary" as const)
        .map((kept) => (known: Knowledge) => forgetAbove(known, kept)),
      fc.tuple(fc.constantFrom(...providers), time).map(
        ([source, limit]) =>
          (known: Knowledge) =>
            expireProvider(known, source, limit)
      )
    ),
    { maxLength: 8 }
  )

  it("outranks every provider, through refresh, downgrade, age and regeneration", () => {
    holds(
      fc.property(knowledge, field, value, time, life, (before, name, edit, at, steps) => {
        const after = steps.reduce((known, step) => step(known), editField(before, name, edit, at))
        assert.deepInclude(after.fields[name], { value: edit, source: "person", fetchedAt: at })
      })
    )
  })

  it("can be undone: the newest provider value of the highest rank shows, as if nobody had edited", () => {
    holds(
      fc.property(
        knowledge,
        field,
        value,
        value,
        fc.array(enrichment, { maxLength: 4 }),
        (start, name, edit, again, refreshes) => {
          const before = undoEdit(start, name)
          const edited = editField(editField(before, name, edit, now), name, again, now)
          const refresh = (known: Knowledge) =>
            refreshes.reduce((sum, brought) => mergeKnowledge(sum, brought, now), known)
          const shown = (known: Known | undefined) =>
            known === undefined ? undefined : [known.value, known.source, known.fetchedAt]
          assert.deepStrictEqual(
            shown(undoEdit(refresh(edited), name).fields[name]),
            shown(refresh(before).fields[name])
          )
        }
      )
    )
  })

  it("undoing where nobody edited changes nothing", () => {
    holds(
      fc.property(knowledge, field, (before, name) => {
        fc.pre(before.fields[name]?.source !== "person")
        assert.strictEqual(undoEdit(before, name), before)
      })
    )
  })
})

describe("LIFE-1: a level", () => {
  /** An answer to every piece of a level: its fields, or a gap where that is allowed. */
  const reaching = (level: Level) =>
    fc
      .tuple(
        ...allPieces
          .filter((piece) => piece.level === level)
          .map((piece) => fc.boolean().map((isThere) => ({ piece, isThere: isThere || piece.required })))
      )
      .map((outcomes): NewKnowledge => ({
        learnt: outcomes.flatMap(({ piece, isThere }) =>
          isThere
            ? piece.fields.map((name) => ({ field: name, value: "x", source: "tmdb" as const, fetchedAt: now }))
            : []
        ),
        tried: outcomes.map(({ piece }) => piece.name),
        gaps: outcomes.flatMap(({ piece, isThere }) =>
          isThere ? [] : [{ piece: piece.name, reason: "NotThere", attempts: 1, nextTryAt: now }]
        )
      }))
  const lives = fc.tuple(reaching("basic"), reaching("medium"), reaching("deep"))

  it("holds after it was reached, with all levels below, whatever was learnt or failed since", () => {
    holds(
      fc.property(knowledge, lives, fc.array(enrichment, { maxLength: 3 }), (start, steps, more) => {
        const reached = steps.reduce((known, step) => mergeKnowledge(known, step, now), start)
        // A piece that is tried and neither learnt nor a gap would be a fault of the engine, not of the merge.
        const honest = more.map((one) => ({ ...one, tried: one.gaps.map((gap) => gap.piece) }))
        const after = honest.reduce((known, step) => mergeKnowledge(known, step, now), reached)
        for (const level of ["initial", "basic", "medium", "deep"] as const) {
          assert.deepStrictEqual(lackingFor(after, level), [])
        }
      })
    )
  })

  it("does not hold when one required field is missing, or one optional piece has neither fields nor gap", () => {
    holds(
      fc.property(lives, fc.constantFrom(...allPieces), (steps, piece) => {
        const reached = steps.reduce<Knowledge>((known, step) => mergeKnowledge(known, step, now), {
          fields: {},
          gaps: []
        })
        const fields = Object.fromEntries(
          Object.entries(reached.fields).filter(([name]) => !piece.fields.includes(name as FieldName))
        )
        const broken = { fields, gaps: reached.gaps.filter((gap) => gap.piece !== piece.name) }
        assert.isFalse(knowledgeLevelHolds(broken, "deep"))
        assert.deepStrictEqual(lackingFor(broken, "deep"), [piece.name])
      })
    )
  })

  it("basic holds after a downgrade to basic; a summary keeps identity and what says what the film is", () => {
    holds(
      fc.property(lives, (steps) => {
        const reached = steps.reduce<Knowledge>((known, step) => mergeKnowledge(known, step, now), {
          fields: {},
          gaps: []
        })
        const basic = forgetAbove(reached, "basic")
        assert.isTrue(knowledgeLevelHolds(basic, "basic"))
        assert.isTrue(Object.keys(basic.fields).every((name) => isAtLeast("basic", fieldLevels[name as FieldName])))
        assert.isTrue(basic.gaps.every((gap) => piecesUpTo("basic").some((piece) => piece.name === gap.piece)))
        const summary = forgetAbove(reached, "summary")
        assert.isTrue(
          Object.keys(summary.fields).every((name) => ["title", "year", "summary", "overview"].includes(name))
        )
        assert.strictEqual(summary.fields.title?.value, "x")
        assert.strictEqual(summary.fields.summary?.value, reached.fields.summary?.value)
      })
    )
  })

  it("still holds after a piece was forgotten on purpose, for the reason is on record", () => {
    const reached: NewKnowledge = {
      learnt: allPieces.flatMap((piece) =>
        piece.fields.map((name) => ({ field: name, value: 1, source: "tmdb" as const, fetchedAt: 1 }))
      ),
      tried: pieceNames,
      gaps: []
    }
    const all = mergeKnowledge({ fields: {}, gaps: [] }, reached, now)
    const gap = { piece: "images", reason: "DiskShort", attempts: 0, nextTryAt: now }
    const after = forgetPiece(editField(all, "backdrop", "/mine.jpg", now), gap)
    assert.isTrue(knowledgeLevelHolds(after, "deep"))
    assert.deepStrictEqual(
      [after.fields.posterHd, after.fields.backdrop?.value, after.gaps],
      [undefined, "/mine.jpg", [gap]]
    )
  })

  it("a gap is closed by a try that succeeds, and stays with its new time by one that fails", () => {
    holds(
      fc.property(knowledge, enrichment, (before, brought) => {
        const after = mergeKnowledge(before, brought, now)
        const again = new Set(brought.gaps.map((gap) => gap.piece))
        const untouched = before.gaps.filter((gap) => !again.has(gap.piece) && !brought.tried.includes(gap.piece))
        assert.deepStrictEqual(after.gaps, [...untouched, ...brought.gaps])
      })
    )
  })
})
