/**
 * What the journal's events must have made of every movie, worked out from the events alone. Code of its own again, and
 * slow on purpose: sets instead of counters, sums instead of running scores.
 */
import type { Alias } from "../../src/domain/identity.ts"
import type { Event } from "../../src/domain/event.ts"
import type { JournalEvent, ReadJournal } from "./journal-reading.ts"

/** A count that the moment of the kill leaves open: the use was there, its movie perhaps not yet. */
export interface Between {
  least: number
  most: number
}

export interface ExpectedStatistics {
  readonly viewCount: Between
  readonly plays: Between
  readonly searchHits: Between
  readonly shown: Between
}

export interface ExpectedMovie {
  exists: boolean
  /** A person had it forgotten at some time: which uses went with it depends on the moment. */
  wasForgotten: boolean
  pinnedBy: string | null | undefined
  readonly edits: Map<string, unknown>
  readonly files: Set<string>
  statistics: ExpectedStatistics
}

/** So long, in events, a use waits for its movie for sure. */
const waitingMin = 4_096

const creates: ReadonlySet<Event["type"]> = new Set([
  "MovieRequested",
  "RelatedMovieRequested",
  "PlaybackStarted",
  "BulkImportRequested",
  "TrendingMoviesFetched",
  "EnrichmentRequested",
  "VideoFileDetected"
])

const aliasesIn = (event: Event): ReadonlyArray<Alias> => {
  if (event.type === "BulkImportRequested" || event.type === "TrendingMoviesFetched") {
    return event.movies.map(({ movie }) => movie)
  }
  if (event.type === "VideoFileDetected") return event.aliases ?? []
  return "movie" in event && event.movie.includes(":") ? [event.movie] : []
}

/** Stated by the runtime: its ids begin with how often the library was opened. */
export const isFact = (event: Event): boolean => /^\d+-/.test(event.id)

const nothingUsed = (): ExpectedStatistics => ({
  viewCount: { least: 0, most: 0 },
  plays: { least: 0, most: 0 },
  searchHits: { least: 0, most: 0 },
  shown: { least: 0, most: 0 }
})

const unknown = (): ExpectedMovie => ({
  exists: false,
  wasForgotten: false,
  pinnedBy: undefined,
  edits: new Map(),
  files: new Set(),
  statistics: nothingUsed()
})

const apply = (movie: ExpectedMovie, event: Event): void => {
  if (!movie.exists && creates.has(event.type)) {
    Object.assign(movie, { ...unknown(), exists: true, wasForgotten: movie.wasForgotten })
  }
  if (!movie.exists) return
  switch (event.type) {
    case "MovieForgotten":
      return void Object.assign(movie, { exists: false, wasForgotten: true })
    case "MoviePinned":
      return void (movie.pinnedBy = event.by ?? null)
    case "MovieUnpinned":
      return void (movie.pinnedBy = undefined)
    case "VideoFileDetected":
      return void movie.files.add(event.path)
    case "MovieEdited":
      if (event.undo === true) movie.edits.delete(event.field)
      else movie.edits.set(event.field, event.value)
      return
    default:
  }
}

/** One thing counted once: a session that does the same again is the same thing. */
type Counted = readonly [counter: keyof ExpectedStatistics, thing: string]

const countedBy = ({ event, position }: JournalEvent): ReadonlyArray<Counted> => {
  const thing = "session" in event && event.session !== undefined ? event.session : `#${position}`
  if (event.type === "MovieViewed") return [["viewCount", thing]]
  if (event.type === "SearchHit") return [["searchHits", thing]]
  if (event.type === "RecommendationShown") return [["shown", thing]]
  if (event.type === "PlaybackStarted")
    return [
      ["viewCount", thing],
      ["plays", thing]
    ]
  return []
}

/** `created` is where the journal says that the movie was created. */
const statisticsOf = (uses: ReadonlyArray<JournalEvent>, created: number, cursor: number): ExpectedStatistics => {
  const counted = nothingUsed()
  const sure = new Set<string>()
  const perhaps = new Set<string>()
  for (const use of uses) {
    const isSure = created <= cursor && created - use.position < waitingMin
    for (const [counter, thing] of countedBy(use)) (isSure ? sure : perhaps).add(`${counter} ${thing}`)
  }
  for (const key of new Set([...sure, ...perhaps])) {
    const between = counted[key.slice(0, key.indexOf(" ")) as keyof ExpectedStatistics]
    between.most++
    if (sure.has(key)) between.least++
  }
  return counted
}

const creations = ({ events }: ReadJournal): ReadonlyMap<Alias, number> =>
  new Map(
    events.flatMap(({ event, position }) =>
      event.type === "MovieCreated" ? event.aliases.map((alias) => [alias, position] as const) : []
    )
  )

/** What every alias must lead to, as of the cursors that stand in the journal. */
export const expectedMovies = (journal: ReadJournal): ReadonlyMap<Alias, ExpectedMovie> => {
  const movies = new Map<Alias, ExpectedMovie>()
  const uses = new Map<Alias, Array<JournalEvent>>()
  const lived = journal.cursors.get("movies") ?? 0
  const counted = journal.cursors.get("statistics") ?? 0
  for (const logged of journal.events) {
    if (isFact(logged.event)) continue
    for (const alias of aliasesIn(logged.event)) {
      if (!movies.has(alias)) movies.set(alias, unknown())
      if (!uses.has(alias)) uses.set(alias, [])
      if (logged.position <= lived) apply(movies.get(alias)!, logged.event)
      if (logged.position <= counted && countedBy(logged).length > 0) uses.get(alias)!.push(logged)
    }
  }
  const created = creations(journal)
  for (const [alias, movie] of movies) {
    movie.statistics = statisticsOf(uses.get(alias)!, created.get(alias) ?? Infinity, counted)
  }
  return movies
}
