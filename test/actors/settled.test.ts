/** The engine is told of everything that it taught when that is committed or will never be, and not before (SAFE-1). */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { layerWith } from "../../src/actors/supervisor.ts"
import { defaultSupervisorSettings } from "../../src/actors/supervisor-settings.ts"
import type { MovieId, MovieRef } from "../../src/domain/identity.ts"
import { hourMs, secondMs } from "../../src/domain/time.ts"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { layer as busLayer } from "../../src/services/bus/live-bus.ts"
import { type Enrichment, EnrichmentEngine, type EnrichmentRequest } from "../../src/services/enrichment.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import { Store, StoreBroken, StoreError } from "../../src/services/store.ts"
import { newScript, scriptedEngine } from "../support/scripted-engine.ts"
import { advance, inWorld } from "../support/virtual.ts"

interface Account {
  readonly taught: Array<Enrichment>
  readonly settled: Array<Enrichment>
  /** The movie's state in the store, at each settling. */
  readonly states: Array<string | undefined>
  /** Called in the moment in which something was taught. */
  onTaught: (request: EnrichmentRequest) => void
  /** Reading a movie takes a while, and fails. */
  isUnreadable: boolean
}

const newAccount = (): Account => ({
  taught: [],
  settled: [],
  states: [],
  onTaught: () => undefined,
  isUnreadable: false
})

/** The scripted engine, with an account of what it taught and what it was told to be settled. */
const accounted = (account: Account) =>
  Layer.effect(
    EnrichmentEngine,
    Effect.gen(function* () {
      const { enrich } = yield* EnrichmentEngine
      const store = yield* Store
      return EnrichmentEngine.of({
        enrich: (request) =>
          Effect.tap(enrich(request), (enrichment) =>
            Effect.sync(() => {
              account.taught.push(enrichment)
              account.onTaught(request)
            })
          ),
        settled: (enrichment) => {
          account.settled.push(enrichment)
          account.states.push([...store.all()][0]?.lifecycle.state)
        }
      })
    })
  ).pipe(Layer.provide(scriptedEngine(newScript())))

const unreadable = new StoreError({
  reason: new StoreBroken({ path: "/library", operation: "read", detail: "told to fail" })
})

const moodyStore = (account: Account, disk: MemoryDisk) =>
  Layer.effect(
    Store,
    Effect.map(Store, (store) => ({
      ...store,
      movie: (id: MovieId) =>
        Effect.suspend(() =>
          account.isUnreadable ? Effect.andThen(Effect.sleep(50), Effect.fail(unreadable)) : store.movie(id)
        )
    }))
  ).pipe(Layer.provide(MemoryStore.layerOn(disk)))

const world = (account: Account, disk = new MemoryDisk()) =>
  layerWith(defaultSupervisorSettings).pipe(
    Layer.provideMerge(busLayer),
    Layer.provideMerge(accounted(account)),
    Layer.provideMerge(Layer.mergeAll(moodyStore(account, disk), AtRest.layer))
  )

const asking = (movie: MovieRef) => EventBus.use((bus) => bus.publish({ type: "MovieRequested", movie, level: "deep" }))
const ask = asking("tmdb:1")

describe("what the engine taught", () => {
  it("is settled once, in order, when the store has it", () => {
    const account = newAccount()
    return inWorld(
      world(account),
      Effect.gen(function* () {
        yield* ask
        yield* advance(secondMs)
        assert.lengthOf(account.taught, 3)
        assert.deepStrictEqual(account.settled, account.taught)
        assert.deepStrictEqual(account.states, ["basic", "medium", "deep"])
      })
    )
  })

  it("is settled though its movie was forgotten in the same moment", () => {
    const account = newAccount()
    return inWorld(
      world(account),
      Effect.gen(function* () {
        const bus = yield* EventBus
        const context = yield* Effect.context()
        account.onTaught = () =>
          void Effect.runForkWith(context)(Effect.ignore(bus.publish({ type: "MovieForgotten", movie: "tmdb:1" })))
        yield* ask
        yield* advance(secondMs)
        assert.lengthOf(account.taught, 1)
        assert.deepStrictEqual(account.settled, account.taught)
      })
    )
  })

  it("is settled once or more, also when the store cannot be written for a while", () => {
    const account = newAccount()
    const disk = new MemoryDisk()
    return inWorld(
      world(account, disk),
      Effect.gen(function* () {
        account.onTaught = () => void (disk.full = true)
        yield* ask
        yield* advance(5 * secondMs)
        assert.isNotEmpty(account.taught)
        account.onTaught = () => undefined
        disk.full = false
        yield* advance(hourMs)
        assert.deepStrictEqual(
          account.taught.filter((enrichment) => !account.settled.includes(enrichment)),
          []
        )
        assert.strictEqual([...(yield* Store).all()][0]?.lifecycle.state, "deep")
      })
    )
  })

  it("is settled when a turn fails, what that turn had taken and what came meanwhile", () => {
    const account = newAccount()
    return inWorld(
      world(account),
      Effect.gen(function* () {
        yield* ask
        yield* advance(20)
        yield* asking("tmdb:2")
        account.onTaught = () => void (account.isUnreadable = true)
        yield* advance(140)
        assert.lengthOf(account.taught, 2, "the second came while the first was read")
        account.onTaught = () => undefined
        account.isUnreadable = false
        yield* advance(hourMs)
        assert.lengthOf(account.taught, 8)
        assert.deepStrictEqual(
          account.taught.filter((enrichment) => !account.settled.includes(enrichment)),
          []
        )
      })
    )
  })
})
