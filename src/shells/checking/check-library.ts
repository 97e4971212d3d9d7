/**
 * Whether a library keeps its promises, looked at from outside: journal against records, every record, every name, every
 * picture. Only reads; whatever is wrong is told and left as it is.
 */
import { Clock, Effect } from "effect"
import { createHash } from "node:crypto"
import type { MovieId } from "../../domain/identity.ts"
import type { Movie } from "../../domain/movie.ts"
import { Disk } from "../../infra/disk/disk.ts"
import { recordHash, replayRecords } from "../../infra/json-store/replay-records.ts"
import { recordBreaches } from "../../machines/record-invariants.ts"
import { imageFilePattern } from "../../services/image-files.ts"
import { Store } from "../../services/store.ts"

/** What one check found. */
export interface Finding {
  /** The promise of the design that it holds up. */
  readonly promise: string
  readonly sentence: string
  /** How many things were looked at. */
  readonly checked: number
  /** The first of what is wrong, at most `problemsMax`; and how much is. */
  readonly problems: ReadonlyArray<string>
  readonly problemCount: number
}

export const problemsMax = 20

class Notes {
  readonly #problems: Array<string> = []
  #count = 0
  checked = 0

  note(problem: string): void {
    this.#count += 1
    if (this.#problems.length < problemsMax) this.#problems.push(problem)
  }

  finding(promise: string, sentence: string): Finding {
    return { promise, sentence, checked: this.checked, problems: this.#problems, problemCount: this.#count }
  }
}

/** Replays the journal from its start and from the newest checkpoint. A library that is being written to is tried again. */
const journalAgainstRecords = Effect.fnUntraced(function* (directory: string) {
  const notes = new Notes()
  for (let attempt = 0; attempt < 3; attempt++) {
    const [fromStart, fromCheckpoint] = [
      recordHash(yield* replayRecords(directory, "start")),
      recordHash(yield* replayRecords(directory, "checkpoint"))
    ]
    notes.checked = 1
    if (fromStart === fromCheckpoint) return notes.finding("STORE-3", "the journal, replayed, gives these records")
  }
  notes.note("replaying the journal from its start gives other records than the checkpoint and the rest of it")
  return notes.finding("STORE-3", "the journal, replayed, gives these records")
})

const eventsPage = 4_096

/** Positions without holes, ids that are given once, and causes that came before. */
const journalEvents = Effect.fnUntraced(function* () {
  const store = yield* Store
  const notes = new Notes()
  const ids = new Set<string>()
  for (let from = 1; from <= store.lastPosition(); from += eventsPage) {
    const page = yield* store.read(from, eventsPage)
    for (const [place, { event, position }] of page.entries()) {
      notes.checked += 1
      if (position !== from + place) notes.note(`position ${from + place} holds event ${position}`)
      if (ids.has(event.id)) notes.note(`the id ${event.id} stands twice, again at ${position}`)
      if (event.causedBy !== null && !ids.has(event.causedBy) && /^\d+-/.test(event.causedBy)) {
        notes.note(`event ${position} says that ${event.causedBy} caused it, which did not come before`)
      }
      ids.add(event.id)
    }
  }
  return notes.finding("STORE-1", "every event is there once, after its cause")
})

const nameOf = ({ id, identity }: Movie): string => `${id} (${identity.title ?? "no title"})`

const checkMovie = Effect.fnUntraced(function* (movie: Movie, now: number, records: Notes, names: Notes) {
  const store = yield* Store
  records.checked += 1
  for (const { promise, what } of recordBreaches(movie, now)) records.note(`${nameOf(movie)}: ${promise}, ${what}`)
  for (const alias of movie.identity.aliases) {
    names.checked += 1
    const leadsTo: MovieId | undefined = yield* store.resolve(alias)
    if (leadsTo !== movie.id) names.note(`${alias} is a name of ${nameOf(movie)} and leads to ${leadsTo ?? "nobody"}`)
  }
})

const checkRelations = Effect.fnUntraced(function* () {
  const store = yield* Store
  const notes = new Notes()
  const wanted: Array<readonly [MovieId, string]> = []
  yield* store.eachRelations(({ credits, movie }) => {
    for (const { person } of credits) wanted.push([movie, person])
    if (!store.has(movie)) notes.note(`there are credits of ${movie}, which is not known`)
  })
  for (const [movie, person] of wanted) {
    notes.checked += 1
    if ((yield* store.person(person as never)) === undefined) notes.note(`${movie} names ${person}, who is not known`)
  }
  return notes.finding("LIFE-1", "every credit is of a known movie and names a known person")
})

const checkPictures = Effect.fnUntraced(function* (directory: string) {
  const [store, disk] = [yield* Store, yield* Disk]
  const pictures = new Notes()
  const listed = new Set<string>()
  for (const { bytes, doomed, file, movie } of store.images()) {
    listed.add(file)
    if (doomed) continue
    pictures.checked += 1
    const content = yield* disk.read(`${directory}/images/${file}`)
    const hash = content && createHash("sha256").update(content).digest("hex").slice(0, 40)
    if (content === undefined) pictures.note(`${file} of ${movie} is listed and not there`)
    else if (content.length !== bytes || !file.startsWith(hash!))
      pictures.note(`${file} of ${movie} is not what it was`)
  }
  const strays = new Notes()
  for (const name of yield* disk.list(`${directory}/images`)) {
    if (!imageFilePattern.test(name)) continue
    strays.checked += 1
    if (!listed.has(name)) strays.note(`${name} lies in images/ and is not listed`)
  }
  return [
    pictures.finding("SAFE-4", "every picture that is listed is there, and is what its name says"),
    strays.finding("SAFE-1", "every picture that is there is listed")
  ]
})

/** All findings, in the order in which they were looked for. `directory` is that of the store. */
export const checkLibrary = Effect.fnUntraced(function* (directory: string) {
  const store = yield* Store
  const now = yield* Clock.currentTimeMillis
  const [records, names] = [new Notes(), new Notes()]
  for (const { id } of store.all()) {
    const movie = yield* store.movie(id)
    if (movie !== undefined) yield* checkMovie(movie, now, records, names)
  }
  const opening = new Notes()
  opening.checked = 1
  for (const repair of store.status().repairs) opening.note(repair)
  const findings: ReadonlyArray<Finding> = [
    opening.finding("STORE-2", "it opens without mending"),
    yield* journalAgainstRecords(directory),
    yield* journalEvents(),
    records.finding("LIFE-1", "every record keeps its promises"),
    names.finding("LIFE-6", "every name leads to the movie that has it, and to no other"),
    yield* checkRelations(),
    ...(yield* checkPictures(directory))
  ]
  return findings
})
