/** Looks at the relations of all movies, a stretch of rows at a time: nothing of them is kept in memory, and others get their turn. */
import { Effect } from "effect"
import type { PersonId } from "../../domain/identity.ts"
import type { Relations } from "../../domain/movie.ts"
import type { StoreError, StrayPeople } from "../../services/store.ts"
import { personKey } from "./keys.ts"
import type { LibraryState } from "./library-state.ts"
import { reading } from "./reading.ts"
import type { RecordReader } from "./record-reader.ts"

const rowsPerTurn = 100

export class RelationsScan {
  private readonly state: LibraryState
  private readonly reader: RecordReader
  private readonly durableLength: () => number

  constructor(state: LibraryState, reader: RecordReader, durableLength: () => number) {
    this.state = state
    this.reader = reader
    this.durableLength = durableLength
  }

  /** In the order of the movies' creation; with `naming`, only the lines that hold the person's id are parsed. */
  readonly each = (visit: (relations: Relations) => void, naming?: PersonId): Effect.Effect<void, StoreError> =>
    Effect.gen({ self: this }, function* () {
      const needle = naming === undefined ? undefined : JSON.stringify(naming)
      for (let row = 0; row < this.state.movies.count; row += rowsPerTurn) {
        yield* reading(() => this.visitRows(row, visit, needle))
        yield* Effect.yieldNow
      }
    })

  /** Who is stated while this looks is not among them, or is spared when it comes to it: `asOf` tells. */
  readonly strayPeople = (limit: number): Effect.Effect<StrayPeople, StoreError> =>
    Effect.gen({ self: this }, function* () {
      const { people } = this.state
      const asOf = this.durableLength()
      const named = new Uint8Array(people.count)
      yield* this.each(({ credits }) => {
        for (const { person } of credits) named[people.rowOf(personKey(person))] = 1
      })
      return yield* reading(() => ({ people: this.unnamed(named, limit), asOf }))
    })

  private visitRows(from: number, visit: (relations: Relations) => void, needle: string | undefined): void {
    const { movies } = this.state
    for (let row = from; row < Math.min(from + rowsPerTurn, movies.count); row++) {
      const relations = movies.isAlive(row) ? this.reader.relations(movies, row, needle) : undefined
      if (relations !== undefined) visit(relations)
    }
  }

  private unnamed(named: Uint8Array, limit: number): Array<PersonId> {
    const { people } = this.state
    const stray: Array<PersonId> = []
    for (let row = 0; row < named.length && stray.length < limit; row++) {
      if (named[row] === 0 && people.isAlive(row)) stray.push(this.reader.person(people, row).id)
    }
    return stray
  }
}
