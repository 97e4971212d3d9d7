/**
 * Any number of callers with the same key share one piece of work (LIFE-4). It stops when the last of them has left, and it
 * goes in the lane of the one in the greatest hurry.
 */
import { Effect, Fiber, type Scope } from "effect"
import type { Lane } from "../../services/data-provider.ts"
import type { Ticket } from "./call-gate.ts"
import { lanes } from "./lane-queue.ts"

interface Flight<A, E> {
  readonly ticket: Ticket
  readonly fiber: Fiber.Fiber<A, E>
  waiting: number
}

export interface FlightOptions<A, E> {
  readonly scope: Scope.Scope
  readonly ticket: (lane: Lane) => Ticket
  readonly promote: (ticket: Ticket, lane: Lane) => void
  readonly joined: () => void
  readonly work: (ticket: Ticket) => Effect.Effect<A, E>
}

export const makeFlights = <A, E>() => {
  const flights = new Map<string, Flight<A, E>>()

  const started = Effect.fnUntraced(function* (key: string, lane: Lane, options: FlightOptions<A, E>) {
    const known = flights.get(key)
    if (known !== undefined) {
      options.joined()
      if (lanes.indexOf(lane) < lanes.indexOf(known.ticket.lane)) options.promote(known.ticket, lane)
      known.waiting += 1
      return known
    }
    const ticket = options.ticket(lane)
    const work = Effect.interruptible(options.work(ticket))
    const fiber = yield* Effect.forkIn(work, options.scope)
    const flight: Flight<A, E> = { ticket, fiber, waiting: 1 }
    flights.set(key, flight)
    fiber.addObserver(() => {
      if (flights.get(key) === flight) flights.delete(key)
    })
    return flight
  })

  const left = (key: string, flight: Flight<A, E>): Effect.Effect<void> =>
    Effect.suspend(() => {
      flight.waiting -= 1
      if (flight.waiting > 0) return Effect.void
      if (flights.get(key) === flight) flights.delete(key)
      return Fiber.interrupt(flight.fiber)
    })

  /** The result of the one piece of work under this key. */
  const share = (key: string, lane: Lane, options: FlightOptions<A, E>): Effect.Effect<A, E> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(started(key, lane, options), (flight) =>
        restore(Fiber.join(flight.fiber)).pipe(Effect.onInterrupt(() => left(key, flight)))
      )
    )

  return { share, count: () => flights.size }
}
