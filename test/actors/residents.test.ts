import { assert, describe, it } from "@effect/vitest"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import fc from "fast-check"
import { enrichWork, type WorkRef } from "../../src/actors/enrich-work.ts"
import { Residents } from "../../src/actors/residents.ts"
import { movieIdFrom } from "../../src/domain/identity.ts"
import { type Lifecycle, newLifecycle } from "../../src/domain/movie.ts"
import { movieMachine } from "../../src/machines/movie-machine.ts"
import { runs } from "../support/runs.ts"

const inert = () => new Residents(movieMachine)

/** Residents whose work is noted where it begins and where it is given back. */
const working = () => {
  const begun: Array<WorkRef> = []
  const given: Array<WorkRef> = []
  const enrich = enrichWork({ begin: (work) => void begun.push(work), giveBack: (work) => void given.push(work) })
  return { begun, given, residents: new Residents(movieMachine.provide({ actors: { enrich } })) }
}

const asks = { type: "MovieRequested", at: 1, level: "basic" } as const
const oldestFirst = (residents: Residents) => {
  const ids: Array<string> = []
  for (let each = residents.oldest; each !== undefined; each = each.newer) ids.push(each.id)
  return ids
}

const number = fc.integer({ min: 0, max: 7 })
const action = fc.oneof(
  { weight: 4, arbitrary: fc.record({ use: number, works: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ end: number }) },
  { weight: 1, arbitrary: fc.record({ drop: number }) },
  { weight: 2, arbitrary: fc.record({ limit: fc.integer({ min: 0, max: 6 }), idleMs: fc.constantFrom(1, 3, 100) }) }
)

describe("residents", () => {
  it("leave in the order in which they were last used, never at work, and only for a reason (RUN-1)", () =>
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40, size: "max" }), (actions) => {
        const residents = inert()
        const work = {} as WorkRef
        /** Oldest first: the model is a list. */
        let model: Array<{ id: string; usedAt: number; works: boolean }> = []
        actions.forEach((each, now) => {
          if ("use" in each) {
            const id = movieIdFrom(each.use)
            const known = residents.get(id)
            const resident = known ?? residents.hydrate(id, newLifecycle, now)
            if (known !== undefined) residents.touch(known, now)
            if (each.works) resident.work = work
            const works = resident.work !== undefined
            model = [...model.filter((one) => one.id !== id), { id, usedAt: now, works }]
          } else if ("end" in each) {
            const resident = residents.get(movieIdFrom(each.end))
            if (resident !== undefined) resident.work = undefined
            model = model.map((one) => (one.id === movieIdFrom(each.end) ? { ...one, works: false } : one))
          } else if ("drop" in each) {
            const resident = residents.get(movieIdFrom(each.drop))
            if (resident !== undefined) residents.drop(resident)
            model = model.filter(({ id }) => id !== movieIdFrom(each.drop))
          } else {
            const before = model.length
            model = passivated(model, each.limit, each.idleMs, now)
            assert.strictEqual(residents.passivate(each.limit, each.idleMs, now), before - model.length)
          }
          assert.deepStrictEqual(
            oldestFirst(residents),
            model.map(({ id }) => id)
          )
          assert.strictEqual(residents.size, model.length)
          assert.deepStrictEqual([...residents.values()].map(({ id }) => id).sort(), model.map(({ id }) => id).sort())
        })
      }),
      { numRuns: runs(200) }
    ))

  it("at work are not passivated however idle and however many, and their work counts as use", () => {
    const { residents, begun } = working()
    const resident = residents.hydrate(movieIdFrom(1), newLifecycle, 0)
    resident.actor.send(asks)
    resident.work = begun[0]
    assert.strictEqual(residents.passivate(0, 1, 1_000), 0)
    assert.strictEqual(resident.usedAt, 1_000)
    resident.work = undefined
    assert.strictEqual(residents.passivate(10, 500, 1_400), 0)
    assert.strictEqual(residents.passivate(10, 500, 1_500), 1)
    assert.strictEqual(residents.size, 0)
  })

  it("that are dropped have a stopped actor, and their work is given back", () => {
    const { residents, begun, given } = working()
    const resident = residents.hydrate(movieIdFrom(1), newLifecycle, 0)
    resident.actor.send(asks)
    assert.lengthOf(begun, 1)
    residents.drop(resident)
    assert.strictEqual(resident.actor.getSnapshot().status, "stopped")
    assert.deepStrictEqual(given, begun)
    assert.isUndefined(residents.get(movieIdFrom(1)))
  })

  it("wake up as what their record says, in every state", () => {
    const residents = inert()
    const records: ReadonlyArray<Partial<Lifecycle>> = [
      { state: "initial" },
      { state: "medium", wanted: "deep", attempts: 3, retryAt: 77 },
      { state: "downgraded", kept: "summary", downgradedAt: 5, pinned: true }
    ]
    records.forEach((record, index) => {
      const lifecycle = { ...newLifecycle, ...record }
      const { actor } = residents.hydrate(movieIdFrom(index), lifecycle, 0)
      const activity = lifecycle.retryAt === null ? "resting" : "waiting"
      assert.deepStrictEqual(actor.getSnapshot().value, { [lifecycle.state]: activity } as never)
      const { attempts, retryAt, kept, pinned, wanted, downgradedAt } = lifecycle
      assert.deepInclude(actor.getSnapshot().context, { attempts, retryAt, kept, pinned, wanted, downgradedAt })
    })
  })

  it("are all gone after dropAll", () => {
    const residents = inert()
    for (let index = 0; index < 5; index++) residents.hydrate(movieIdFrom(index), newLifecycle, 0)
    residents.dropAll()
    assert.deepStrictEqual([residents.size, residents.oldest], [0, undefined])
  })

  it("that are gone leave nothing behind in their system: no registration, no snapshot, no listener (RUN-1)", async () => {
    const { residents, begun, given } = working()
    const gone = Array.from({ length: 50 }, (_, index) => {
      const resident = residents.hydrate(movieIdFrom(index), newLifecycle, 0)
      if (index % 2 === 0) resident.actor.send(asks)
      residents.drop(resident)
      return new WeakRef(resident.actor)
    })
    begun.length = 0
    given.length = 0
    await collectGarbage()
    assert.strictEqual(gone.filter((actor) => actor.deref() !== undefined).length, 0)
    assert.strictEqual(residents.size, 0)
  })
})

// Helpers

const collectGarbage = async () => {
  // Whatever a WeakRef was made of stays until the turn of the event loop is over.
  await new Promise((resume) => setImmediate(resume))
  setFlagsFromString("--expose-gc")
  const collect = runInNewContext("gc") as () => void
  for (let round = 0; round < 3; round++) collect()
}

/** What passivate promises, on the list: from the oldest on, and those at work become the newest. */
const passivated = (
  model: ReadonlyArray<{ id: string; usedAt: number; works: boolean }>,
  limit: number,
  idleMs: number,
  now: number
) => {
  const left = [...model]
  for (let looked = model.length; looked > 0; looked--) {
    const [oldest] = left
    if (oldest === undefined || (left.length <= limit && now - oldest.usedAt < idleMs)) break
    left.shift()
    if (oldest.works) left.push({ ...oldest, usedAt: now })
  }
  return left
}
