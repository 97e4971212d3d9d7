/**
 * The bus with five counting subscribers against a bare EventEmitter with five listeners, and the same with one subscriber
 * that never takes anything. The store underneath keeps nothing, so that the bus alone is measured.
 */
import { Effect, Exit, Layer, ManagedRuntime, Scope } from "effect"
import { EventEmitter } from "node:events"
import type { Event } from "../src/domain/event.ts"
import { AtRest } from "../src/services/at-rest.ts"
import { layer as busLayer } from "../src/services/bus/live-bus.ts"
import { EventBus } from "../src/services/event-bus.ts"
import { type LoggedEvent, Store } from "../src/services/store.ts"
import { type Bench, heldBytes, interleaved, pairedRatio } from "./support/harness.ts"

/** Gives positions and keeps every event only as a number: what a stalled subscriber would be caught up from. */
const forgetfulStore = () => {
  let last = 0
  let listener: (events: ReadonlyArray<LoggedEvent>) => void = () => {}
  const commit = ({ events = [] }: { readonly events?: ReadonlyArray<Event> }) =>
    Effect.sync(() => {
      const first = last + 1
      const logged = events.map((event) => ({ position: ++last, event }))
      listener(logged)
      return { first, last }
    })
  const shape = {
    commit,
    onDurable: (one: typeof listener) => void (listener = one),
    lastPosition: () => last,
    opened: 1
  }
  return Layer.succeed(Store, shape as unknown as Store["Service"])
}

export const start = (subscribers: number, stalled: number) => {
  const runtime = ManagedRuntime.make(busLayer.pipe(Layer.provideMerge(Layer.mergeAll(forgetfulStore(), AtRest.layer))))
  const scope = Scope.makeUnsafe()
  const counts = Array.from({ length: subscribers }, () => 0)
  const subscribe = Effect.gen(function* () {
    const bus = yield* EventBus
    for (const index of counts.keys()) {
      const { take, done } = yield* Scope.provide(bus.subscribe(`counter ${index}`, 0, "core"), scope)
      const count = Effect.gen(function* () {
        const { events, last } = yield* take
        for (const { event } of events) if (event.at >= 0) counts[index]!++
        done(last)
        yield* Effect.yieldNow
      })
      yield* Effect.forkIn(Effect.forever(count), scope)
    }
    for (let index = 0; index < stalled; index++) {
      yield* Scope.provide(bus.subscribe(`stalled ${index}`, 0, "observer"), scope)
    }
  })
  const publish = (events: number) =>
    runtime.runPromise(
      Effect.gen(function* () {
        const bus = yield* EventBus
        const one = { type: "MovieViewed", movie: "m_0000000001" as never } as const
        for (let sent = 0; sent < events; sent += 64) {
          yield* bus.publishAll(Array.from({ length: 64 }, () => one))
          if (sent % 1_024 === 0) yield* Effect.yieldNow
        }
        yield* (yield* AtRest).wait
      })
    )
  const stop = async () => {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    await runtime.dispose()
  }
  return { counts, publish, ready: runtime.runPromise(subscribe), stop }
}

const emitterOf = () => {
  const emitter = new EventEmitter()
  const counts = [0, 0, 0, 0, 0]
  for (const index of counts.keys()) emitter.on("event", (event: Event) => void (event.at >= 0 && counts[index]!++))
  return (events: number) => {
    for (let sent = 0; sent < events; sent++) {
      emitter.emit("event", {
        type: "MovieViewed",
        movie: "m_0000000001",
        id: `1-${sent}`,
        at: 1,
        causedBy: null,
        firstCause: "1"
      })
    }
  }
}

export const busBench: Bench = {
  name: "bus",
  about:
    "publishAll with validation, stamps and five counting subscribers, against a bare EventEmitter with five listeners",
  run: async ({ smoke }) => {
    const events = 64 * (smoke ? 100 : 8_000)
    const rounds = smoke ? 1 : 7
    const five = start(5, 0)
    const withStalled = start(5, 1)
    await Promise.all([five.ready, withStalled.ready])
    const emit = emitterOf()
    const before = heldBytes()
    const [bus, stalled, emitter] = await interleaved(
      rounds,
      () => five.publish(events),
      () => withStalled.publish(events),
      () => emit(events)
    )
    const grown = heldBytes() - before
    const expected = events * (rounds + 1)
    const lost = [...five.counts, ...withStalled.counts].reduce((sum, count) => sum + expected - count, 0)
    await five.stop()
    await withStalled.stop()
    const ratio = 1 / pairedRatio(bus!.all, emitter!.all)
    const rate = (ms: number) => events / ms / 1_000
    const baseline = { name: "bare EventEmitter", value: rate(emitter!.medianMs) }
    return [
      {
        name: "bus with five subscribers",
        value: rate(bus!.medianMs),
        unit: "million events/s",
        baseline,
        ratio,
        aim: "at least a sixth of the emitter (0.17)",
        reached: ratio >= 1 / 6,
        note: `events lost: ${lost}`
      },
      {
        name: "the same with one more subscriber that never takes anything",
        value: rate(stalled!.medianMs),
        unit: "million events/s",
        baseline,
        ratio: 1 / pairedRatio(stalled!.all, emitter!.all),
        note: `memory grown by ${(grown / 1e6).toFixed(1)} MB over ${((2 * expected) / 1e6).toFixed(1)} million events`
      }
    ]
  }
}
