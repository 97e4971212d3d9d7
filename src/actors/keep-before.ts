/** What a movie was before its identity changes, kept under a name so that the change can be taken back; and the lock it needs. */
import { Effect } from "effect"
import type { MovieId } from "../domain/identity.ts"
import type { ImageEntry, Movie } from "../domain/movie.ts"
import { statisticsLock } from "../services/statistics/statistics-lock.ts"
import type { StoreError } from "../services/store.ts"
import type { Drafts } from "./drafts.ts"
import type { CycleTools } from "./follow.ts"
import { peopleIn } from "./record-changes.ts"

/** Until the turn is committed nobody else counts uses. Taken once a turn; whoever runs the turn gives it back. */
export const holdStatistics = ({ holds, store }: CycleTools): Effect.Effect<void> =>
  Effect.suspend(() => {
    if (holds.statistics) return Effect.void
    return Effect.uninterruptibleMask((restore) =>
      Effect.tap(restore(statisticsLock(store).take(1)), () => Effect.sync(() => void (holds.statistics = true)))
    )
  })

/** The record with statistics that nobody changes before the commit. Call it with the lock held. */
export const wholeMovie = (drafts: Drafts, id: MovieId): Effect.Effect<Movie | undefined, StoreError> =>
  Effect.map(drafts.movie(id), (movie) => {
    const statistics = drafts.statistics(id)
    return movie === undefined || statistics === undefined ? movie : { ...movie, statistics }
  })

const isShown = ({ doomed }: ImageEntry) => !doomed

export const keepBefore = Effect.fnUntraced(function* (drafts: Drafts, plan: string, movie: Movie, at: number) {
  const { id, identity, knowledge, lifecycle, statistics } = movie
  const relations = (yield* drafts.relations(id)) ?? null
  const people = yield* peopleIn(drafts, relations ?? undefined)
  const images = drafts.imagesOf(id).filter(isShown)
  drafts.bin.push({ plan, movie: id, lifecycle, knowledge, relations, people, at, identity, statistics, images })
})

/** Under which name the records before a merge are kept, and those before a match. */
export const mergeName = (event: string): string => `merge ${event}`
export const matchName = (event: string): string => `match ${event}`
