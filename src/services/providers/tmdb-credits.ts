/** The people of a movie, as TMDB states them: who played, directed, wrote and composed. */
import type { PersonId } from "../../domain/identity.ts"
import type { Credit, Person } from "../../domain/movie.ts"
import type { AnswerReader } from "./answer-reader.ts"

export interface TmdbCredits {
  readonly people: ReadonlyArray<Person>
  readonly credits: ReadonlyArray<Credit>
  /** Both halves were there and could be read: those in front of the camera and those behind it. */
  readonly isWhole: boolean
}

/** A popular film names hundreds of people; those beyond these are left out (RUN-1). */
const castMax = 50
const crewMax = 50
const crewReadMax = 2_000
const nameLengthMax = 200

export const tmdbIdRange = { min: 1, max: 9_999_999_999 }

interface Part {
  readonly person: Person
  readonly credit: Credit
}

const writingJobs = new Set([
  "Writer",
  "Screenplay",
  "Story",
  "Novel",
  "Author",
  "Characters",
  "Original Story",
  "Book"
])
const composingJobs = new Set(["Original Music Composer", "Composer", "Music"])

const kindOf = (job: string | undefined): Credit["kind"] | undefined => {
  if (job === undefined) return undefined
  if (job === "Director") return "directed"
  if (writingJobs.has(job)) return "wrote"
  return composingJobs.has(job) ? "composed" : undefined
}

const personIn = (item: AnswerReader): Person | undefined => {
  const id = item.integer("id", tmdbIdRange)
  const name = item.line("name", nameLengthMax)
  return id === undefined || name === undefined ? undefined : { id: `tmdb-${id}` as PersonId, name }
}

const castIn = (item: AnswerReader): Part | undefined => {
  const person = personIn(item)
  if (person === undefined) return undefined
  const order = item.integer("order", { min: 0, max: 100_000 }) ?? 100_000
  return {
    person,
    credit: { person: person.id, kind: "played", as: item.line("character", nameLengthMax) ?? "", order }
  }
}

const crewIn = (item: AnswerReader): Part | undefined => {
  const job = item.line("job", nameLengthMax)
  const kind = kindOf(job)
  const person = kind === undefined ? undefined : personIn(item)
  if (kind === undefined || person === undefined) return undefined
  return { person, credit: { person: person.id, kind, as: job ?? "", order: 0 } }
}

/** The cast by billing, then the crew; undefined when the answer has no readable cast list at all. */
export const creditsIn = (answer: AnswerReader): TmdbCredits | undefined => {
  const cast = answer.list("cast", crewReadMax, castIn)
  const crew = answer.list("crew", crewMax, crewIn)
  if (cast === undefined && crew === undefined) return undefined
  const billed = (cast ?? []).toSorted((a, b) => a.credit.order - b.credit.order).slice(0, castMax)
  const made = (crew ?? []).map((part, index) => ({ ...part, credit: { ...part.credit, order: index } }))
  const people = new Map<PersonId, Person>()
  const credits = new Map<string, Credit>()
  for (const { person, credit } of [...billed, ...made]) {
    if (!people.has(person.id)) people.set(person.id, person)
    const key = `${credit.person} ${credit.kind} ${credit.as}`
    if (!credits.has(key)) credits.set(key, credit)
  }
  const isWhole = cast !== undefined && crew !== undefined
  return { people: [...people.values()], credits: [...credits.values()], isWhole }
}
