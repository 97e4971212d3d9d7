/** One movie as the lab's page shows it, now or at a past position. */
import { Clock, Effect } from "effect"
import { fieldNames, type Knowledge } from "../../domain/knowledge.ts"
import { isMovieId, type MovieId, type MovieRef } from "../../domain/identity.ts"
import type { MovieTold } from "../../lab/wire/messages.ts"
import { goneLeaf } from "../../lab/wire/frame.ts"
import { MovieRepository } from "../../services/movie-repository.ts"
import { Store } from "../../services/store.ts"
import { whyFacts, type WhyFacts } from "../facts/why-facts.ts"
import { evidenceWords, eventWords } from "../terminal/event-words.ts"
import { instant } from "../terminal/format.ts"
import type { LabDesk } from "./lab-desk.ts"
import { lifeHistory } from "./life-history.ts"
import { momentAt } from "./moment.ts"

const historyMax = 300
const valueLengthMax = 300

const idFor = Effect.fnUntraced(function* ({ feed: { population } }: LabDesk, key: string) {
  if (/^\d{1,9}$/.test(key)) return population.ids[Number(key)]
  if (isMovieId(key)) return key
  const movies = yield* MovieRepository
  return yield* movies.resolve(key as MovieRef)
})

const fieldsOf = (knowledge: Knowledge, until: number): MovieTold["fields"] =>
  fieldNames.flatMap((field) => {
    const known = knowledge.fields[field]
    if (known === undefined || known.fetchedAt > until) return []
    const text = typeof known.value === "string" ? known.value : JSON.stringify(known.value)
    const value = text.length > valueLengthMax ? `${text.slice(0, valueLengthMax)}…` : text
    return [{ field, value, source: known.source, fetchedAt: known.fetchedAt, canUndo: known.source === "person" }]
  })

const verdicts = ({ explanation: { excluded, rules } }: WhyFacts): ReadonlyArray<string> => [
  ...(excluded === null ? [] : [`no rule may look at it now: ${excluded}`]),
  ...rules.map(({ rule, verdict }) => {
    if (verdict.outcome !== "qualifies") return `rule ${rule} would spare it: ${verdict.why}`
    const { imagesOnly, kept } = verdict.proposal
    const what = imagesOnly ? "drop its large pictures" : `keep ${kept}`
    return `rule ${rule} would ${what}: ${verdict.evidence.map(evidenceWords).join(", ")}`
  })
]

/** Rule, inputs against thresholds, rank and bytes of what brought it here; then what housekeeping would say now. */
const whyOf = (facts: WhyFacts, isNow: boolean): MovieTold["why"] => {
  const { broughtBy, causes } = facts
  const now = isNow ? verdicts(facts) : []
  if (broughtBy === undefined) return { headline: "Known by name; nothing was learnt yet", lines: now }
  const { event } = broughtBy
  const evidence = event.type === "MovieDowngraded" ? event.evidence.map(evidenceWords) : []
  const place =
    event.type === "MovieDowngraded" ? [`rule ${event.rule}, rank ${event.rank}, ${event.bytesFreed} bytes freed`] : []
  return {
    headline: `${event.type} at ${instant(event.at)}: ${eventWords(event)}`,
    lines: [
      ...place,
      ...evidence,
      ...causes.map((cause) => `caused by ${cause.event.type} ${eventWords(cause.event)}`.trimEnd()),
      ...now
    ]
  }
}

/** The same facts as if the journal ended at this position. */
const until = (facts: WhyFacts, position: number): WhyFacts => {
  const history = facts.history.filter((logged) => logged.position <= position)
  const moving = new Set(["MovieEnriched", "MovieDowngraded", "MovieRestored"])
  const broughtBy = history.findLast(({ event }) => moving.has(event.type))
  return { ...facts, history, broughtBy, causes: broughtBy === facts.broughtBy ? facts.causes : [], deadlines: [] }
}

const leafThen = Effect.fnUntraced(function* (desk: LabDesk, number: number, position: number) {
  const { at, leaves } = yield* momentAt(desk, position)
  return { at, leaf: Buffer.from(leaves, "base64")[number] ?? goneLeaf }
})

/** Undefined when nobody knows it. What was forgotten since a past moment is not there any more: only its history tells. */
export const movieTold = Effect.fnUntraced(function* (desk: LabDesk, key: string, position: number | undefined) {
  const id: MovieId | undefined = yield* idFor(desk, key)
  const store = yield* Store
  const movie = id === undefined ? undefined : yield* store.movie(id)
  const number = id === undefined ? undefined : desk.feed.population.numberOf(id)
  const columns = id === undefined ? undefined : store.columns(id)
  if (id === undefined || movie === undefined || number === undefined || columns === undefined) return undefined
  const all = yield* whyFacts(movie, desk.thresholds(), historyMax)
  const isNow = position === undefined || position >= desk.feed.position
  const facts = isNow ? all : until(all, position)
  const now = { at: yield* Clock.currentTimeMillis, leaf: desk.feed.population.leafOf(number) }
  const { at, leaf } = isNow ? now : yield* leafThen(desk, number, position)
  const { identity, knowledge, lifecycle, statistics } = movie
  const hasPoster = store.imagesOf(id).some(({ doomed, kind }) => kind === "poster" && !doomed)
  const told: MovieTold = {
    number,
    id,
    title: identity.title,
    year: identity.year,
    leaf,
    pinned: lifecycle.pinned,
    recordBytes: columns.recordBytes,
    imageBytes: columns.smallImageBytes + columns.hdImageBytes,
    viewCount: statistics.viewCount,
    popularity: statistics.popularityScore,
    poster: hasPoster ? `/v1/movies/${id}/images/poster` : null,
    why: whyOf(facts, isNow),
    deadlines: facts.deadlines,
    history: lifeHistory(facts.history),
    fields: fieldsOf(knowledge, isNow ? Infinity : at)
  }
  return told
})
