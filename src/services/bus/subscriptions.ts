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
  { batchSizeMax, lagMax }: { readonly batchSizeMax: number; readonly lagMax: number }
) => {
  const positions = new Set<Position>()
  const core = new Set<Position>()
  const held = new Set<() => void>()
  let catchUps = 0

  const hasRoom = () => {
    for (const { done } of core) if (window.last - done > lagMax) return false
    return true
  }

  /** Publishers wait here while the core is far behind, so that it is served from memory and not from the journal. */
  const room = Effect.callback<void>((resume) => {
    if (hasRoom()) return resume(Effect.void)
    const letGo = () => resume(Effect.void)
    held.add(letGo)
    return Effect.sync(() => void held.delete(letGo))
  })

  const letPublishersGo = () => {
    if (held.size === 0 || !hasRoom()) return
    const waiting = [...held]
    held.clear()
    for (const letGo of waiting) letGo()
  }

  const pollOf = (position: Position): Subscription["poll"] =>
    Effect.gen(function* () {
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
        letPublishersGo()
        atRest.signal()
      },
      rewind: () => {
        position.taken = position.done
      },
      position: () => position.taken
    }
  }

  const subscribe = Effect.fnUntraced(function* (name: string, after: number, role: SubscriberRole = "worker") {
    const position: Position = { name, taken: after, done: after, wake: undefined }
    yield* Effect.acquireRelease(
      Effect.sync(() => void positions.add(position)),
      () =>
        Effect.sync(() => {
          positions.delete(position)
          core.delete(position)
          letPublishersGo()
        })
    )
    if (role === "core") core.add(position)
    if (role === "observer") return subscriptionOf(position)
    yield* atRest.register(() => {
      const behind = window.last - position.done
      return behind === 0 ? null : `${name} has ${behind} events before it`
    })
    return subscriptionOf(position)
  })

  return {
    subscribe,
    room: Effect.suspend(() => (hasRoom() ? Effect.void : room)),
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
