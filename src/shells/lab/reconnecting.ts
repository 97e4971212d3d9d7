/** Subscriptions that go on over a crash: each is taken again, at its position, from the bus of the library that was opened again. */
import { Effect, Exit, Scope } from "effect"
import type { EventBus, Subscription } from "../../services/event-bus.ts"

/** One subscriber, and what it stands on now. */
class Held {
  readonly #name: string
  readonly #bus: () => EventBus["Service"]
  #scope = Scope.makeUnsafe()
  #wake: () => void = () => undefined
  position: number
  inner: Subscription

  constructor(name: string, after: number, bus: () => EventBus["Service"]) {
    this.#name = name
    this.#bus = bus
    this.position = after
    this.inner = this.#take()
  }

  #take(): Subscription {
    const taken = this.#bus().subscribe(this.#name, this.position, "observer")
    return Effect.runSync(Scope.provide(taken, this.#scope))
  }

  readonly close = Effect.suspend(() => Scope.close(this.#scope, Exit.void))

  /** What was not durable when the library died is not in the journal: nobody is farther than that. */
  renew(): void {
    Effect.runFork(this.close)
    this.#scope = Scope.makeUnsafe()
    this.position = Math.min(this.position, this.#bus().lastPosition())
    this.inner = this.#take()
    this.onAvailable(this.#wake)
    this.#wake()
  }

  onAvailable(wake: () => void): void {
    this.#wake = wake
    this.inner.onAvailable(wake)
  }

  readonly poll: Subscription["poll"] = Effect.suspend(() => this.inner.poll).pipe(
    Effect.tap((batch) => Effect.sync(() => void (this.position = batch?.last ?? this.position)))
  )

  readonly #arrival = Effect.callback<void>((resume) => this.onAvailable(() => resume(Effect.void)))

  readonly take: Subscription["take"] = Effect.suspend(() =>
    Effect.flatMap(this.poll, (batch) =>
      batch === undefined ? Effect.andThen(this.#arrival, this.take) : Effect.succeed(batch)
    )
  )
}

export class Reconnecting {
  readonly #bus: () => EventBus["Service"]
  readonly #held = new Set<Held>()

  constructor(bus: () => EventBus["Service"]) {
    this.#bus = bus
  }

  /** Another library is open. */
  renew(): void {
    for (const held of this.#held) held.renew()
  }

  readonly subscribe: EventBus["Service"]["subscribe"] = Effect.fnUntraced({ self: this }, function* (name, after) {
    const held = new Held(name, after, this.#bus)
    yield* Effect.acquireRelease(
      Effect.sync(() => void this.#held.add(held)),
      () =>
        Effect.suspend(() => {
          this.#held.delete(held)
          return held.close
        })
    )
    const subscription: Subscription = {
      poll: held.poll,
      take: held.take,
      onAvailable: (wake) => held.onAvailable(wake),
      done: (last) => held.inner.done(last),
      rewind: () => held.inner.rewind(),
      position: () => held.position
    }
    return subscription
  })
}
