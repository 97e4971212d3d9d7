/** People live on the library: the films are made known to it, and then everybody does what they do, each thing at its moment. */
import { Clock, Effect } from "effect"
import { itemsPerEventMax, type Hint } from "../../domain/event.ts"
import { minuteMs } from "../../domain/time.ts"
import { EventBus } from "../../services/event-bus.ts"
import type { Asking } from "../asking.ts"
import { act } from "../small-library.ts"
import type { Townspeople } from "./townspeople.ts"
import { withVariants } from "./variants.ts"

/** Who lives there; they outlive a crash of the library. */
export interface Settled {
  readonly people: Townspeople
}

/** One of so many films comes later, as a premiere. */
const newFilmsShare = 0.02

/**
 * Makes so many films known by title and year, as an import would, unless they are (`isNew` is false); nothing of them is
 * fetched.
 */
export const found = Effect.fnUntraced(function* (films: ReadonlyArray<Hint>, count: number, isNew: boolean) {
  const bus = yield* EventBus
  const all = withVariants(films, Math.ceil(count * (1 + newFilmsShare)))
  const unknown = isNew ? count : 0
  for (let from = 0; from < unknown; from += itemsPerEventMax) {
    const movies = all.slice(from, Math.min(unknown, from + itemsPerEventMax))
    yield* bus.publish({ type: "BulkImportRequested", movies })
  }
  return { films: all.slice(0, count), newFilms: all.slice(count) }
})

/** Nobody sleeps longer than this at a time: so soon a changed load shows. */
const napMs = minuteMs

/** Runs until the machine is dead. What cannot be published, for a disk that is full, is not done. */
export const live = Effect.fnUntraced(function* (
  { people }: Settled,
  isDead: () => boolean,
  onAsked: (asking: Asking, movie: string) => void
) {
  for (;;) {
    const now = yield* Clock.currentTimeMillis
    if (isDead()) return yield* Effect.never
    const action = people.take(now)
    if (action === undefined) {
      yield* Effect.sleep(Math.max(1, Math.min(napMs, people.nextAt - now)))
      continue
    }
    const asked: Array<Asking> = []
    yield* Effect.ignore(act(action, asked))
    if (action.kind === "look") for (const asking of asked) onAsked(asking, action.film.movie)
  }
})
