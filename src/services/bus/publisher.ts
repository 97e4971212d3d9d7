/**
 * Writes published events. An id that is known, or just being written, is answered with its first receipt:
 * an event delivered twice counts once.
 */
import { Deferred, Effect, type Exit, Result } from "effect"
import type { Event, EventInput } from "../../domain/event.ts"
import type { EventInvalid, Receipt } from "../event-bus.ts"
import type { Committed, Store, StoreError } from "../store.ts"
import { validateEvent } from "./event-validation.ts"
import type { KnownIds } from "./known-ids.ts"
import type { Stamping } from "./stamping.ts"

type Promised = Deferred.Deferred<Receipt, StoreError>

const validateAll = (inputs: ReadonlyArray<EventInput>): Result.Result<ReadonlyArray<EventInput>, EventInvalid> => {
  const valid: Array<EventInput> = []
  for (const input of inputs) {
    const result = validateEvent(input)
    if (Result.isFailure(result)) return Result.fail(result.failure)
    valid.push(result.success)
  }
  return Result.succeed(valid)
}

export const makePublishAll = (
  store: Store["Service"],
  stamping: Stamping,
  known: KnownIds,
  room: Effect.Effect<void>
) => {
  const inFlight = new Map<string, Promised>()

  const settle = (event: Event, place: number, exit: Exit.Exit<Committed, StoreError>): Receipt | undefined => {
    const promised = inFlight.get(event.id)
    inFlight.delete(event.id)
    if (exit._tag === "Failure") {
      if (promised !== undefined) Deferred.doneUnsafe(promised, Effect.failCause(exit.cause))
      return undefined
    }
    const receipt = { id: event.id, position: exit.value.first + place, duplicate: false }
    if (promised !== undefined) {
      known.remember(event.id, receipt.position)
      Deferred.doneUnsafe(promised, Effect.succeed(receipt))
    }
    return receipt
  }

  /** Ids that are counted here cannot have come before: nothing to look up, and nobody to tell. */
  const writeAnonymous = (inputs: ReadonlyArray<EventInput>) => {
    const events = inputs.map(stamping.input)
    return Effect.map(store.commit({ events }), ({ first }): ReadonlyArray<Receipt> =>
      events.map(({ id }, place) => ({ id, position: first + place, duplicate: false }))
    )
  }

  const writeNamed = Effect.fnUntraced(function* (inputs: ReadonlyArray<EventInput>) {
    const fresh: Array<Event> = []
    const answers = inputs.map((input): Receipt | Promised | number => {
      const { id } = input
      const position = id === undefined ? undefined : known.positionOf(id)
      if (position !== undefined) return { id: id!, position, duplicate: true }
      const promised = id === undefined ? undefined : inFlight.get(id)
      if (promised !== undefined) return promised
      if (id !== undefined) inFlight.set(id, Deferred.makeUnsafe())
      return fresh.push(stamping.input(input)) - 1
    })
    const exit = yield* Effect.exit(fresh.length === 0 ? Effect.succeed(nothing) : store.commit({ events: fresh }))
    const written = fresh.map((event, place) => settle(event, place, exit))
    if (exit._tag === "Failure") return yield* Effect.failCause(exit.cause)
    const receipts: Array<Receipt> = []
    for (const answer of answers) {
      if (typeof answer === "number") receipts.push(written[answer]!)
      else if ("position" in answer) receipts.push(answer)
      else receipts.push({ ...(yield* Deferred.await(answer)), duplicate: true })
    }
    return receipts
  }, Effect.uninterruptible)

  const write = (inputs: ReadonlyArray<EventInput>) => {
    if (inputs.length === 0 || inputs.some(({ id }) => id !== undefined)) return writeNamed(inputs)
    return Effect.uninterruptible(writeAnonymous(inputs))
  }

  return (inputs: ReadonlyArray<EventInput>): Effect.Effect<ReadonlyArray<Receipt>, EventInvalid | StoreError> =>
    Effect.flatMap(Effect.fromResult(validateAll(inputs)), (valid) => Effect.flatMap(room, () => write(valid)))
}

const nothing: Committed = { first: 0, last: 0 }
