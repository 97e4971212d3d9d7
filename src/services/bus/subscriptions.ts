/** Positions in the log: who has taken what, who is done with it, and how they are woken. */
import { Effect } from "effect"
import type { AtRest } from "../at-rest.ts"
import type { Batch, SubscriberRole, Subscription } from "../event-bus.ts"
import type { Store } from "../store.ts"
import type { EventWindow } from "./event-window.ts"

interface Position {
  readonly name: string
  taken: number
  done: number
  wake: (() => void) | undefined
}

export const makeSubscriptions = (
  store: Store["Service"],
  window: EventWindow,
  atRest: AtRest["Service"],
  batchSizeMax: number
) => {
  const positions = new Set<Position>()
  let catchUps = 0

  const pollOf = (position: Position): Subscription["poll"] =>
    Effect.gen(function*() {
      if (window.last <= position.taken) return undefined
      let events = window.after(position.taken, batchSizeMax)
      if (events === undefined) {
        catchUps++
        events = yield* store.read(position.taken + 1, batchSizeMax)
      }
      position.taken = events.at(-1)?.position ?? position.taken
      return { events, last: position.taken } satisfies Batch
    })

  const arrivalOf = (position: Position) =>
    Effect.callback<void>((resume) => {
      position.wake = () => {
        position.wake = undefined
        resume(Effect.void)
      }
      if (window.last > position.taken) position.wake()
    })

  const subscriptionOf = (position: Position): Subscription => {
    const poll = pollOf(position)
    const arrival = arrivalOf(position)
    const take: Subscription["take"] = Effect.flatMap(poll, (batch) =>
      batch === undefined ? Effect.andThen(arrival, take) : Effect.succeed(batch)
    )
    return {
      take,
      poll,
      onAvailable: (wake) => {
        position.wake = wake
        if (window.last > position.taken) wake()
      },
      done: (last) => {
        position.done = last
        atRest.signal()
      },
      rewind: () => {
        position.taken = position.done
      },
      position: () => position.taken
    }
  }

  const subscribe = Effect.fnUntraced(function*(name: string, after: number, role: SubscriberRole = "worker") {
    const position: Position = { name, taken: after, done: after, wake: undefined }
    yield* Effect.acquireRelease(
      Effect.sync(() => void positions.add(position)),
      () => Effect.sync(() => void positions.delete(position))
    )
    if (role === "observer") return subscriptionOf(position)
    yield* atRest.register(() => {
      const behind = window.last - position.done
      return behind === 0 ? null : `${name} has ${behind} events before it`
    })
    return subscriptionOf(position)
  })

  return {
    subscribe,
    wakeAll: () => {
      for (const position of positions) position.wake?.()
    },
    status: () => ({
      lastPosition: window.last,
      subscribers: [...positions].map(({ name, taken, done }) => ({
        name,
        position: taken,
        lag: window.last - done
      })),
      catchUps
    })
  }
}
