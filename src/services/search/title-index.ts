/**
 * All titles of a library in memory, to find a movie by words that are nearly right. The order of the answers depends on the
 * titles alone, not on when they came in: what is the same is put in the order of the ids.
 */
import MiniSearch, { type Options, type Query, type SearchOptions, type SearchResult } from "minisearch"
import { type MovieId, movieIdFrom, movieIdValue } from "../../domain/identity.ts"
import { isPrefix, queryWordsOf, searchable, typosIn, wordsOf } from "./search-words.ts"

export interface Titles {
  /** The title and the original title, each once. */
  readonly titles: ReadonlyArray<string>
  readonly year: number | null
}

export interface Ranked {
  readonly movie: MovieId
  /** The higher the better; comparable within one answer only. */
  readonly score: number
}

export interface Narrowing {
  readonly year?: number
  readonly limit: number
}

interface Document {
  readonly id: number
  readonly text: string
  readonly year: number | null
}

/** Parts the titles of a movie; no title holds it, because titles are one line. */
const separator = "\n"
const exactBoost = 4
const beginningBoost = 1.5
/** So much a word counts that is only begun, or misspelled. */
const weights = { fuzzy: 0.4, prefix: 0.6 }
/** So many of the best are looked at closely. */
const consideredMax = 300

/** The last digits of a score depend on the order of sums. */
const rounded = (score: number): number => Math.round(score * 1e6) / 1e6

interface Scored {
  readonly value: number
  readonly score: number
}

const inOrder = (scored: Array<Scored>): ReadonlyArray<Scored> =>
  scored.sort((a, b) => b.score - a.score || a.value - b.value)

const settings: Options<Document> = {
  fields: ["text"],
  extractField: (document: Document, name: string) => (name === "id" ? document.id : document.text),
  tokenize: (text: string) => text.split(separator).flatMap(wordsOf),
  processTerm: (term: string) => term,
  // Its timers are not ours (RUN-2): what leaves the index is taken out at once.
  autoVacuum: false
}

/** From strict to lenient: misspellings are looked for only when nobody is called what was written. */
const passes = [
  { combineWith: "AND", isLenient: false },
  { combineWith: "AND", isLenient: true },
  { combineWith: "OR", isLenient: true }
] as const

const queryOf = (words: ReadonlyArray<string>, { combineWith, isLenient }: (typeof passes)[number]): Query => ({
  combineWith,
  queries: words.map((word, place) => ({
    queries: [word],
    tokenize: (text: string) => [text],
    prefix: place === words.length - 1 && isPrefix(word),
    fuzzy: isLenient && typosIn(word),
    weights
  }))
})

export class TitleIndex {
  readonly #mini = new MiniSearch<Document>(settings)
  readonly #documents = new Map<number, Document>()

  get size(): number {
    return this.#documents.size
  }

  put(movie: MovieId, { titles, year }: Titles): void {
    const id = movieIdValue(movie)
    const text = [...new Set(titles)].join(separator)
    const before = this.#documents.get(id)
    if (before?.text !== text) {
      if (before !== undefined) this.#mini.remove(before)
      this.#mini.add({ id, text, year })
    }
    if (before?.text !== text || before.year !== year) this.#documents.set(id, { id, text, year })
  }

  remove(movie: MovieId): void {
    const before = this.#documents.get(movieIdValue(movie))
    if (before === undefined) return
    this.#mini.remove(before)
    this.#documents.delete(before.id)
  }

  /** The best first, at most `limit`. All words must be found; when none has them all, some must. */
  search(query: string, { limit, year }: Narrowing): ReadonlyArray<Ranked> {
    const words = queryWordsOf(query)
    if (words.length === 0 || limit < 1) return []
    const filter = ({ id }: { readonly id: unknown }) => this.#documents.get(id as number)?.year === year
    const options = year === undefined ? {} : { filter }
    const found = this.#find(words, options)
    const wanted = searchable(query)
    const best = inOrder(found.map(({ id, score }) => ({ value: id as number, score: rounded(score) }))).slice(
      0,
      Math.max(consideredMax, limit)
    )
    const boosted = best.map(({ score, value }) => ({ value, score: rounded(score * this.#boost(value, wanted)) }))
    return inOrder(boosted)
      .slice(0, limit)
      .map(({ score, value }) => ({ movie: movieIdFrom(value), score }))
  }

  #find(words: ReadonlyArray<string>, options: SearchOptions): ReadonlyArray<SearchResult> {
    for (const pass of passes) {
      const found = this.#mini.search(queryOf(words, pass), options)
      if (found.length > 0) return found
    }
    return []
  }

  /** The very title goes before all that hold it. */
  #boost(id: number, wanted: string): number {
    let boost = 1
    for (const title of this.#documents.get(id)!.text.split(separator)) {
      const folded = searchable(title)
      if (folded === wanted) return exactBoost
      if (folded.startsWith(wanted)) boost = beginningBoost
    }
    return boost
  }
}
