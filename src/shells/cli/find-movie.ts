/** From what a person typed to one movie: an id, an alias, or a title, spelled nearly right. */
import { Effect, Schema } from "effect"
import { Alias, isMovieId, type MovieId, type MovieRef } from "../../domain/identity.ts"
import type { Movie } from "../../domain/movie.ts"
import { comparableTitle } from "../../domain/text.ts"
import { nearest } from "../../services/nearest.ts"
import { Store } from "../../services/store.ts"
import { shown } from "../terminal/format.ts"
import { CommandFailed } from "./failures.ts"

export interface Titled {
  readonly id: MovieId
  readonly title: string
  readonly year: number | null
}

const isAlias = Schema.is(Alias)
const candidatesMax = 8

export const titleOf = ({ title, year }: { readonly title: string | null; readonly year: number | null }): string =>
  `${title === null ? "(no title)" : shown(title)}${year === null ? "" : ` (${year})`}`

/** The title of every movie, in the order of their creation. Reads every record. */
export const titledMovies = Effect.gen(function* () {
  const store = yield* Store
  const found: Array<Titled> = []
  for (const { id } of store.all()) {
    const movie = yield* store.movie(id)
    const { title = null, year = null } = movie?.identity ?? {}
    if (title !== null) found.push({ id, title, year })
  }
  return found as ReadonlyArray<Titled>
})

const listed = (movies: ReadonlyArray<Titled>): string => {
  const lines = movies.slice(0, candidatesMax).map((movie) => `\n  ${movie.id}  ${titleOf(movie)}`)
  const more = movies.length - lines.length
  return lines.join("") + (more > 0 ? `\n  and ${more} more` : "")
}

/** The titles that are meant by the words: exactly, then by their beginning, then by a part. Pure. */
export const matching = (words: string, movies: ReadonlyArray<Titled>): ReadonlyArray<Titled> => {
  const wanted = comparableTitle(words)
  const year = /^(.*)\b((?:18|19|20)\d\d)$/.exec(wanted)
  const titled = movies.map((movie) => ({ movie, title: comparableTitle(movie.title) }))
  const by = (fits: (title: string) => boolean) => titled.filter(({ title }) => fits(title)).map(({ movie }) => movie)
  const exact = by((title) => title === wanted)
  if (exact.length > 0 || wanted === "") return exact
  const dated =
    year === null ? [] : by((title) => title === year[1]!.trim()).filter((movie) => movie.year === Number(year[2]))
  if (dated.length > 0) return dated
  const begun = by((title) => title.startsWith(wanted))
  return begun.length > 0 ? begun : by((title) => title.includes(wanted))
}

const byTitle = Effect.fnUntraced(function* (words: string) {
  const movies = yield* titledMovies
  const found = matching(words, movies)
  const [only] = found
  if (only !== undefined && found.length === 1) return only.id
  if (found.length > 1) {
    const detail = `${found.length} movies could be meant. Say more of the title, or its id:${listed(found)}`
    return yield* new CommandFailed({ detail })
  }
  const near = nearest(
    words,
    movies.map(({ title }) => title),
    3
  )
  const meant = near.map((title) => movies.find((movie) => movie.title === title)!)
  const hint = meant.length === 0 ? "The library is empty." : `The nearest are:${listed(meant)}`
  return yield* new CommandFailed({ detail: `No movie here is called "${shown(words)}". ${hint}` })
})

/** The reference that the words are, when they are an id or an alias and no title. */
export const refOf = (words: string): MovieRef | undefined => (isMovieId(words) || isAlias(words) ? words : undefined)

/** The movie that somebody means; fails with candidates when it is not clear which. */
export const findMovie = Effect.fnUntraced(function* (words: string) {
  const store = yield* Store
  const ref = refOf(words)
  const id = ref === undefined ? yield* byTitle(words) : yield* store.resolve(ref)
  const movie: Movie | undefined = id === undefined ? undefined : yield* store.movie(id)
  if (movie === undefined) return yield* new CommandFailed({ detail: `No movie here goes by ${shown(words)}.` })
  return movie
})

/** A movie that is not known here can be asked for by an alias: that is how it becomes known. */
export const refFor = Effect.fnUntraced(function* (words: string) {
  const alias = refOf(words)
  if (alias !== undefined && !isMovieId(alias)) return alias satisfies MovieRef as MovieRef
  return (yield* findMovie(words)).id satisfies MovieRef as MovieRef
})
