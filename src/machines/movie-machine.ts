/**
 * The life of a movie. Five top-level states; inside each the movie rests, enriches, or waits to try again.
 * The machine decides what may happen next; the port "enrich" does the work; facts are stated through the action "tell".
 *
 * LIFE-1, LIFE-2: levels are climbed one at a time, each by a settled enrichment. LIFE-5: only a guarded downgrade lowers
 * a level. LIFE-10: there are no timers here; deadlines are data in the context and come back as DeadlineReached.
 */
import { newLifecycle } from "../domain/movie.ts"
import { defaultMovieSettings, type MovieContext, type MovieSettings } from "./movie-context.ts"
import { movieSetup } from "./movie-setup.ts"
import { movieStates } from "./movie-states.ts"

/** The machine under other settings. */
export const createMovieMachine = (settings: MovieSettings) => {
  const base = movieSetup(settings)
  return base.createMachine({
    id: "movie",
    options: { maxIterations: 50 },
    context: ({ input }): MovieContext => {
      const { state: _, ...lifecycle } = newLifecycle
      return { ...lifecycle, id: input.id, task: "advance" }
    },
    initial: "initial",
    on: {
      PlaybackStarted: { actions: "notePlayback" },
      MoviePinned: { actions: "pin" },
      MovieUnpinned: { actions: "unpin" }
    },
    states: movieStates(base, settings)
  })
}

/** The machine that every movie lives by, under the default settings. */
export const movieMachine = createMovieMachine(defaultMovieSettings)
export type MovieMachine = typeof movieMachine
