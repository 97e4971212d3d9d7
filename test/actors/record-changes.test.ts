import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Drafts } from "../../src/actors/drafts.ts"
import { edit, isDue, knowledgeAfter, learn, settlementOf } from "../../src/actors/record-changes.ts"
import type { EventOf } from "../../src/domain/event.ts"
import { movieIdFrom, type PersonId } from "../../src/domain/identity.ts"
import { emptyKnowledge, type FieldName, type Known, type Source } from "../../src/domain/knowledge.ts"
import { type Movie, newLifecycle, newStatistics, type Relations } from "../../src/domain/movie.ts"
import { refreshAgeMs, refreshLeadMs } from "../../src/domain/terms.ts"
import { dayMs } from "../../src/domain/time.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import type { Enrichment } from "../../src/services/enrichment.ts"
import { Store } from "../../src/services/store.ts"
import { inWorld } from "../support/virtual.ts"

const id = movieIdFrom(1)
const now = 1_000 * dayMs

const known = (value: string | number, source: Source = "tmdb", fetchedAt = now): Known => ({
  value,
  source,
  fetchedAt
})

const movieOf = (fields: { [name in FieldName]?: Known } = {}): Movie => ({
  id,
  identity: { aliases: ["tmdb:1"], title: null, year: null, createdAt: 1, files: [], pin: null },
  lifecycle: newLifecycle,
  statistics: newStatistics,
  knowledge: { ...emptyKnowledge, fields }
})

const enrichment = (parts: Partial<Enrichment> = {}): Enrichment => ({
  level: "basic",
  learnt: [],
  aliases: [],
  people: [],
  credits: undefined,
  related: undefined,
  images: [],
  tried: [],
  gaps: [],
  providerCalls: 1,
  bytes: 1,
  durationMs: 1,
  ...parts
})

const inStore = <E>(movie: Movie, test: (drafts: Drafts, store: Store["Service"]) => Effect.Effect<void, E>) =>
  inWorld(
    MemoryStore.layer,
    Effect.gen(function* () {
      const store = yield* Store
      yield* store.commit({ movies: [movie] })
      yield* test(new Drafts(store), store)
    })
  )

const person = (name: string) => ({ id: `tmdb-${name.length}` as PersonId, name })
const credit = (name: string) => ({ person: person(name).id, kind: "played", as: name, order: 0 }) as const

describe("what was learnt", () => {
  it("names the movie, adds its aliases once, and brings people and relations along", () => {
    const movie = movieOf()
    const answer = enrichment({
      learnt: [
        { field: "title", value: "Up", source: "tmdb", fetchedAt: now },
        { field: "year", value: 2009, source: "tmdb", fetchedAt: now }
      ],
      aliases: ["tmdb:1", "imdb:tt1049413"],
      people: [person("Ed")],
      credits: [credit("Ed")],
      related: ["tmdb:2"]
    })
    return inStore(movie, (drafts) =>
      Effect.gen(function* () {
        yield* learn(drafts, movie, answer, knowledgeAfter(movie, answer, "advance", now))
        const after = yield* drafts.movie(id)
        assert.deepInclude(after?.identity, { title: "Up", year: 2009, aliases: ["tmdb:1", "imdb:tt1049413"] })
        assert.deepStrictEqual(yield* drafts.person(person("Ed").id), person("Ed"))
        assert.deepStrictEqual(yield* drafts.relations(id), { movie: id, credits: [credit("Ed")], related: ["tmdb:2"] })
      })
    )
  })

  it("erases nothing that it says nothing about, and states the people again that stay named (LIFE-8)", () => {
    const movie = movieOf({ overview: known("a balloon") })
    const relations: Relations = { movie: id, credits: [credit("Ed")], related: ["tmdb:2"] }
    return inStore(movie, (drafts, store) =>
      Effect.gen(function* () {
        yield* store.commit({ relations: [relations], people: [person("Ed")] })
        const related = enrichment({ related: ["tmdb:3"] })
        yield* learn(drafts, movie, related, knowledgeAfter(movie, related, "fill", now))
        assert.deepStrictEqual(yield* drafts.relations(id), { ...relations, related: ["tmdb:3"] })
        assert.deepStrictEqual(drafts.transaction().people, [person("Ed")])
        const credits = enrichment({ credits: [credit("Russell")], people: [person("Russell")] })
        yield* learn(drafts, movie, credits, knowledgeAfter(movie, credits, "fill", now))
        assert.deepStrictEqual((yield* drafts.relations(id))?.related, ["tmdb:3"])
        assert.strictEqual((yield* drafts.movie(id))?.knowledge.fields.overview?.value, "a balloon")
        const nothing = enrichment()
        yield* learn(drafts, movie, nothing, knowledgeAfter(movie, nothing, "fill", now))
        assert.deepStrictEqual((yield* drafts.relations(id))?.credits, [credit("Russell")])
      })
    )
  })

  it("is not what a person said: an edit keeps the name (LIFE-7)", () => {
    const movie = { ...movieOf({ title: known("Mine", "person") }) }
    const answer = enrichment({ learnt: [{ field: "title", value: "Up", source: "tmdb", fetchedAt: now }] })
    return inStore(movie, (drafts) =>
      Effect.gen(function* () {
        yield* learn(drafts, movie, answer, knowledgeAfter(movie, answer, "advance", now))
        assert.strictEqual((yield* drafts.movie(id))?.identity.title, "Mine")
      })
    )
  })

  it("by a refresh lets go of what it did not state again; by an advance of nothing (LIFE-8)", () => {
    const movie = movieOf({ overview: known("old", "tmdb", now - refreshAgeMs - 1), tagline: known("young") })
    assert.notProperty(knowledgeAfter(movie, enrichment(), "refresh", now).fields, "overview")
    assert.property(knowledgeAfter(movie, enrichment(), "refresh", now).fields, "tagline")
    assert.property(knowledgeAfter(movie, enrichment(), "advance", now).fields, "overview")
  })

  it("is told to the machine: what changed, the earliest gap, and when the oldest value is due", () => {
    const movie = movieOf({ tagline: known("young", "tmdb", now - dayMs), title: known("Mine", "person", 5) })
    const gap = (piece: string, nextTryAt: number) => ({ piece, reason: "x", attempts: 1, nextTryAt })
    const answer = enrichment({
      learnt: [{ field: "overview", value: "o", source: "tmdb", fetchedAt: now }],
      gaps: [gap("keywords", now + 9), gap("images", now + 4)],
      providerCalls: 3
    })
    const settlement = settlementOf(movie, answer, knowledgeAfter(movie, answer, "advance", now), now)
    assert.deepInclude(settlement, {
      ok: true,
      fields: ["overview"],
      gaps: ["keywords", "images"],
      gapAt: now + 4,
      refreshAt: now - dayMs + refreshAgeMs,
      providerCalls: 3
    })
    assert.deepInclude(settlementOf(movieOf(), enrichment(), emptyKnowledge, now), { gapAt: null, refreshAt: null })
  })
})

describe("an edit", () => {
  const edited = (field: FieldName, more: object): EventOf<"MovieEdited"> =>
    ({ type: "MovieEdited", movie: id, field, id: "1-1", at: now, causedBy: null, firstCause: "1-1", ...more }) as never

  it("of the title or the year is also who the movie is, and its undo brings the provider's back (LIFE-7)", () => {
    const movie = movieOf({ title: known("Up"), year: known(2009) })
    return inStore(movie, (drafts) =>
      Effect.gen(function* () {
        edit(drafts, movie, edited("title", { value: "Mine" }))
        const changed = (yield* drafts.movie(id))!
        assert.strictEqual(changed.identity.title, "Mine")
        edit(drafts, changed, edited("title", { undo: true }))
        assert.strictEqual((yield* drafts.movie(id))?.identity.title, "Up")
        assert.deepStrictEqual((yield* drafts.movie(id))?.knowledge.fields.title, known("Up"))
      })
    )
  })
})

describe("a deadline that was noted once", () => {
  const [retryAt, gapAt, refreshAt] = [10, 20, 30]
  const due = (at: number, lifecycle: object, moment = Infinity) => isDue({ ...newLifecycle, ...lifecycle }, at, moment)

  it("still counts when the record still says so, and not before its time (LIFE-10)", () => {
    assert.isTrue(due(gapAt, { gapAt, refreshAt }))
    assert.isTrue(due(refreshAt, { gapAt, refreshAt }))
    assert.isFalse(due(gapAt, { gapAt: 21, refreshAt }))
    assert.isFalse(due(gapAt, { gapAt, refreshAt }, gapAt - 1))
  })

  it("of a movie that waits is its retry, or the provider's limit, and nothing else (LIFE-8)", () => {
    assert.isTrue(due(retryAt, { retryAt, gapAt, refreshAt }))
    assert.isFalse(due(gapAt, { retryAt, gapAt, refreshAt }))
    assert.isFalse(due(refreshAt, { retryAt, gapAt, refreshAt }))
    assert.isTrue(due(refreshAt + refreshLeadMs, { retryAt, gapAt, refreshAt }))
  })
})
