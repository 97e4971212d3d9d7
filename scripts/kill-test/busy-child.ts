/**
 * The process that is killed: it opens the library and does as much at once as it can, until it dies. It waits for its
 * orders after loading everything, so that the kill does not hit the loader.
 */
import { Cause, Effect, type Exit } from "effect"
import { text } from "node:stream/consumers"
import type { EventInput } from "../../src/domain/event.ts"
import { itemsPerEventMax } from "../../src/domain/event.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Housekeeper } from "../../src/services/housekeeping/housekeeper.ts"
import { Library } from "../../src/services/library.ts"
import { Store } from "../../src/services/store.ts"
import { busyLibraryLayer } from "./busy-library.ts"
import { type Orders, report } from "./child-messages.ts"
import { eventsOf, type MoviePool, moviePool, type Turn } from "./life-events.ts"
import { seededRandom } from "./seeded-random.ts"

/** Publishers hold back when the movies are so far behind: the test is about kills, not about backlog. */
const lagMax = 1_500
const workers = new Set(["movies", "statistics"])
const failurePauseMs = 20

const messageOf = (cause: Cause.Cause<unknown>): { readonly tag: string; readonly message: string } => {
  const error = Cause.squash(cause) as { readonly _tag?: string; readonly reason?: { readonly _tag?: string } }
  const tag = error.reason?._tag ?? error._tag ?? "Defect"
  return { tag, message: error instanceof Error ? error.message : Cause.pretty(cause) }
}

const troubleOf = (what: string) => (exit: Exit.Exit<unknown, unknown>) =>
  Effect.sync(() => {
    if (exit._tag === "Failure") report({ kind: "trouble", what, ...messageOf(exit.cause) })
  })

const publishTurn = Effect.fnUntraced(function* (turn: string, events: ReadonlyArray<EventInput>) {
  const bus = yield* EventBus
  const exit = yield* Effect.exit(bus.publishAll(events))
  if (exit._tag === "Success") {
    report({ kind: "done", turn, acks: exit.value.map(({ id, position }) => [id, position] as const) })
    return true
  }
  report({ kind: "failed", turn, ...messageOf(exit.cause) })
  yield* Effect.sleep(failurePauseMs)
  return false
})

const turnName = ({ life, publisher, number }: Omit<Turn, "seed">) => `${life}.${publisher}.${number}`

/** Publishes one turn until it is acknowledged. */
const persist = (turn: Turn, pool: MoviePool) =>
  Effect.repeat(publishTurn(turnName(turn), eventsOf(turn, pool)), { until: (isDone) => isDone })

const publisher = Effect.fnUntraced(function* (orders: Orders, pool: MoviePool, place: number) {
  const bus = yield* EventBus
  const lag = () => Math.max(...bus.status().subscribers.map((each) => (workers.has(each.name) ? each.lag : 0)))
  for (let number = 0; ; number++) {
    while (lag() > lagMax) yield* Effect.sleep(5)
    yield* persist({ seed: orders.seed, life: orders.life, publisher: place, number }, pool)
  }
})

/** Plans, applies under ids of its own, and sometimes takes it back. */
const housekeeping = Effect.fnUntraced(function* (orders: Orders) {
  const housekeeper = yield* Housekeeper
  const random = seededRandom(`${orders.seed} ${orders.life} housekeeping`)
  for (let number = 0; ; number++) {
    yield* Effect.sleep(20 + random.below(60))
    const { hash: plan, items } = yield* housekeeper.plan
    if (items.length === 0) continue
    const id = `h${orders.life}.${number}`
    const some = items.slice(0, Math.min(itemsPerEventMax, 1 + random.below(12)))
    yield* publishTurn(id, [{ type: "HousekeepingRequested", mode: "apply", plan, items: some, id: `${id}.apply` }])
    if (!random.chance(0.5)) continue
    yield* Effect.sleep(random.below(30))
    yield* publishTurn(id, [{ type: "HousekeepingRequested", mode: "undo", plan, id: `${id}.undo` }])
  }
})

const checkpoints = Effect.fnUntraced(function* (orders: Orders) {
  const store = yield* Store
  const random = seededRandom(`${orders.seed} ${orders.life} checkpoints`)
  for (;;) {
    yield* Effect.sleep(random.below(40))
    yield* Effect.onExit(store.checkpoint, troubleOf("checkpoint")).pipe(Effect.ignore)
  }
})

const readers = Effect.fnUntraced(function* (orders: Orders, pool: MoviePool) {
  const library = yield* Library
  const random = seededRandom(`${orders.seed} ${orders.life} readers`)
  for (;;) {
    yield* Effect.sleep(random.below(10))
    yield* Effect.onExit(library.find(random.pick(pool.used)), troubleOf("read")).pipe(Effect.ignore)
  }
})

const live = Effect.fnUntraced(function* (orders: Orders) {
  const store = yield* Store
  const pool = moviePool(orders.fixtures)
  report({ kind: "opened", opened: store.opened, repairs: store.status().repairs })
  const { seed } = orders
  const again = Effect.forEach(orders.again, (turn) => persist({ seed, ...turn }, pool), { concurrency: 4 })
  const places = Array.from({ length: orders.publishers }, (_, place) => place)
  yield* Effect.all(
    [
      again,
      Effect.forEach(places, (place) => publisher(orders, pool, place), { concurrency: "unbounded" }),
      housekeeping(orders),
      checkpoints(orders),
      readers(orders, pool)
    ],
    { concurrency: "unbounded", discard: true }
  )
})

const orders = JSON.parse(await text(process.stdin)) as Orders
const { directory, fixtures, broken, life } = orders
const library = busyLibraryLayer({
  directory,
  fixtures,
  what: `life ${life} of the kill test`,
  broken: broken ?? undefined
})
const exit = await Effect.runPromiseExit(Effect.scoped(Effect.provide(live(orders), library)))
if (exit._tag === "Failure") report({ kind: "refused", ...messageOf(exit.cause) })
