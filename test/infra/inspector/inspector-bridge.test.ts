import { assert, describe, it } from "@effect/vitest"
import { createInspector, type StatelyInspectionEvent } from "@statelyai/inspect"
import { setImmediate as turn } from "node:timers/promises"
import { setTimeout as pause } from "node:timers/promises"
import { type MovieId, movieIdFrom } from "../../../src/domain/identity.ts"
import { newLifecycle } from "../../../src/domain/movie.ts"
import { InspectorWorld, type Message, PaperWire } from "./inspector-world.ts"

const [one, two, three] = [movieIdFrom(1), movieIdFrom(2), movieIdFrom(3)]
const session = (id: MovieId) => `movie:${id}`

const worldWith = (...ids: ReadonlyArray<MovieId>) => {
  const world = new InspectorWorld()
  for (const id of ids) world.records.set(id, newLifecycle)
  return world
}

const lastOf = (wire: PaperWire, id: MovieId) =>
  wire.about(session(id)).findLast(({ snapshot }) => snapshot !== undefined)

/** Where the converter stopped looking, it wrote one of these. */
const cuts = new Set(['"[Object]"', '"[Array]"'])
const agree = (ours: unknown, theirs: unknown, path: string): void => {
  if (cuts.has(JSON.stringify(theirs))) return
  if (typeof theirs !== "object" || theirs === null) return assert.deepStrictEqual(ours, theirs, path)
  assert.deepStrictEqual(Object.keys(ours as object).sort(), Object.keys(theirs).sort(), path)
  for (const [name, inner] of Object.entries(theirs))
    agree((ours as Record<string, unknown>)[name], inner, `${path}.${name}`)
}

describe("the inspector bridge", () => {
  it("says what Stately's own converter says, but for times and names", async () => {
    const world = worldWith(one)
    const told: Array<StatelyInspectionEvent> = []
    const stately = createInspector({ send: (event: StatelyInspectionEvent) => void told.push(event) })
    const wire = new PaperWire()
    await world.join(wire, {}, one)
    wire.take()
    world.residents.system.inspect(stately.inspect)
    // The converter looks at an actor one turn later than it was told of it.
    const steps = [
      () => void world.actor(one),
      () => world.ask(one, "medium"),
      () => world.finish(one),
      () => world.finish(one),
      () => world.actor(one).send({ type: "MoviePinned", at: 7 }),
      () => world.passivate(one)
    ]
    for (const step of steps) {
      step()
      await pause(5)
    }
    const names = new Map<string, string>()
    for (const each of told) {
      if (each.type !== "@xstate.actor") continue
      const parent = names.get(each.parentId ?? "")
      names.set(each.sessionId, parent === undefined ? session(each.name as MovieId) : `${parent}/${each.name}`)
    }
    // Movies are roots to an inspector: the root that they share in memory is nobody's business.
    const theirs = told.map((each): object => {
      const { createdAt: _, parentId, rootId: __, sessionId, ...rest } = JSON.parse(JSON.stringify(each)) as Message
      const own = names.get(sessionId)!
      const source = names.get(rest.sourceId ?? "")
      const { sourceId: ___, ...others } = rest
      const parent = names.get(parentId ?? "")
      return {
        ...others,
        sessionId: own,
        rootId: session(one),
        ...(source !== undefined && { sourceId: source }),
        ...(parent !== undefined && { parentId: parent })
      }
    })
    const ours = wire.messages.map(({ createdAt, ...rest }) => {
      assert.match(createdAt!, /^\d+$/)
      return rest
    })
    const kinds = (messages: ReadonlyArray<object>) =>
      messages.map(
        (each) => `${(each as Message).type} ${(each as Message).sessionId} ${(each as Message).event?.type}`
      )
    assert.deepStrictEqual(kinds(ours), kinds(theirs))
    assert.isAbove(ours.length, 20)
    theirs.forEach((their, index) => {
      const { definition: expected, snapshot: theirSnapshot, ...rest } = their as Message
      const { definition, snapshot: ourSnapshot, ...ourRest } = ours[index] as Message
      assert.deepStrictEqual(ourRest, rest)
      // A child's first snapshot is of its first moment; the converter shows one of later.
      if (rest.type !== "@xstate.actor" || rest.parentId === undefined)
        assert.deepStrictEqual(ourSnapshot, theirSnapshot)
      if (expected !== undefined) agree(JSON.parse(definition!), JSON.parse(expected), "definition")
    })
  })

  it("listens only while somebody sees a movie (RUN-1)", async () => {
    const world = worldWith(one, two)
    assert.strictEqual(world.observers, 0)
    const first = await world.join(new PaperWire(), {}, one)
    const second = await world.join(new PaperWire(), {}, one, two)
    assert.strictEqual(world.observers, 1)
    world.bridge.leave(first)
    assert.deepInclude(world.bridge.status(), { clients: 1, movies: 2, isAttached: true })
    await world.bridge.remove(second, [one, two])
    assert.deepInclude(world.bridge.status(), { clients: 1, movies: 0, isAttached: false })
    assert.strictEqual(world.observers, 0)
    await world.bridge.add(second, [two])
    assert.strictEqual(world.observers, 1)
    world.bridge.leave(second)
    world.bridge.leave(second)
    assert.strictEqual(world.observers, 0)
  })

  it("shows a movie that is not in memory from its record, and goes on under the same name when it wakes up and sleeps", async () => {
    const world = worldWith(one)
    world.records.set(one, { ...newLifecycle, state: "medium", wanted: "medium", pinned: true })
    const wire = new PaperWire()
    await world.join(wire, {}, one)
    assert.strictEqual(world.residents.size, 0)
    const [actor] = wire.about(session(one))
    assert.strictEqual(actor!.type, "@xstate.actor")
    assert.deepStrictEqual(actor!.snapshot!.value, { medium: "resting" })
    assert.deepInclude(actor!.snapshot!.context, { pinned: true })
    for (const level of ["basic", "deep"] as const) {
      wire.take()
      world.ask(one, level)
      if (level === "deep") world.finish(one)
      world.passivate(one)
      // It is announced as what it was when it woke up, and not as new.
      assert.deepStrictEqual(wire.about(session(one))[0]!.snapshot!.value, { medium: "resting" })
      assert.strictEqual(lastOf(wire, one)!.snapshot!.status, "stopped")
    }
    assert.deepStrictEqual(lastOf(wire, one)!.snapshot!.value, { deep: "resting" })
    wire.take()
    const late = new PaperWire()
    await world.join(late, {}, one)
    assert.deepInclude(lastOf(late, one)!.snapshot, { status: "active", value: { deep: "resting" } })
  })

  it("shows enrichments as children, with what they were asked and what came of it", async () => {
    const world = worldWith(one)
    const wire = new PaperWire()
    await world.join(wire, {}, one)
    world.ask(one, "basic")
    const late = new PaperWire()
    await world.join(late, {}, one)
    const child = `${session(one)}/enrich`
    const [announced] = late.about(child)
    assert.deepInclude(announced!, {
      type: "@xstate.actor",
      name: "enrich",
      parentId: session(one),
      rootId: session(one)
    })
    assert.deepInclude((announced!.snapshot as { input?: object }).input!, {
      movie: one,
      level: "basic",
      task: "advance"
    })
    world.finish(one)
    for (const { messages } of [wire, late]) {
      const ended = messages.findLast(({ sessionId }) => sessionId === child)!
      assert.strictEqual(ended.snapshot!.status, "done")
      assert.deepInclude((ended.snapshot as { output?: object }).output!, { ok: true, fields: ["overview"] })
      const heard = messages.find(
        ({ event, type }) => type === "@xstate.event" && event?.type.startsWith("xstate.done")
      )
      assert.strictEqual(heard?.sourceId, child)
    }
  })

  it("a late joiner among others gets the past it asks for, in order and with the times it had", async () => {
    const world = worldWith(one)
    world.position = 5
    const past = [1, 2, 3].map((position) => ({
      position,
      at: position * 10,
      event: { type: `Past${position}` },
      snapshot: { status: "active", value: { initial: "resting" }, context: { id: one } }
    }))
    world.past.set(one, past)
    await world.join(new PaperWire(), {}, one)
    world.ask(one, "basic")
    world.finish(one)
    const late = new PaperWire()
    await world.join(late, { history: 50 }, one)
    const own = late.about(session(one))
    assert.deepStrictEqual(
      own.map(({ event, type }) => event?.type ?? type).filter((name, index, all) => name !== all[index - 1]),
      ["@xstate.actor", "Past2", "Past3", "xstate.init", "MovieRequested", "xstate.done.actor.enrich", "bridge.newest"]
    )
    assert.deepStrictEqual(
      own.slice(0, 3).map(({ createdAt }) => createdAt),
      ["10", "20", "20"]
    )
    assert.deepStrictEqual(own.at(-1)!.snapshot!.value, { basic: "resting" })
    const times = late.messages
      .filter(({ createdAt }) => createdAt !== undefined)
      .map(({ createdAt }) => Number(createdAt))
    assert.deepStrictEqual(
      times,
      times.toSorted((a, b) => a - b)
    )
    const brief = new PaperWire()
    await world.join(brief, { history: 1 }, one)
    assert.isAtMost(brief.about(session(one)).length, 5)
  })

  it("follows a state: whoever enters it is shown, and who left makes place", async () => {
    const world = worldWith(one, two, three)
    const wire = new PaperWire()
    await world.join(wire, { state: "basic", moviesMax: 1 })
    assert.strictEqual(world.observers, 1)
    for (const id of [one, two]) {
      world.ask(id, "basic")
      world.finish(id)
      await turn()
    }
    // Both are there; the first keeps its place.
    assert.isAbove(wire.about(session(one)).length, 0)
    assert.isEmpty(wire.about(session(two)))
    world.ask(one, "medium")
    world.finish(one)
    world.ask(two, "basic")
    await turn()
    assert.strictEqual(lastOf(wire, one)!.snapshot!.status, "stopped")
    assert.deepStrictEqual(lastOf(wire, two)!.snapshot!.value, { basic: "resting" })
  })

  it("a crash is shown, and a fault of the bridge is not the actors' fault (RUN-3)", async () => {
    const world = worldWith(one, two)
    const wire = new PaperWire()
    await world.join(wire, {}, one, two)
    const actor = world.actor(one)
    // An event that no schema let pass: the guard stumbles over it.
    actor.send({ type: "HousekeepingRequested", at: 1, item: null, plan: null } as never)
    assert.strictEqual(actor.getSnapshot().status, "error")
    assert.strictEqual(lastOf(wire, one)!.snapshot!.status, "error")
    Object.assign(wire, {
      send: () => {
        throw new Error("the socket is mad")
      }
    })
    world.ask(two, "basic")
    assert.deepStrictEqual(world.valueOf(two), { initial: "enriching" })
    assert.isAbove(world.bridge.status().faults, 0)
  })

  it("goes on when the library is opened anew: other actors, the same movies", async () => {
    const world = worldWith(one)
    const wire = new PaperWire()
    await world.join(wire, {}, one)
    world.ask(one, "basic")
    world.finish(one)
    world.restart()
    wire.take()
    world.bridge.tick(50)
    await turn()
    world.bridge.tick(50)
    assert.strictEqual(world.observers, 1)
    assert.deepStrictEqual(lastOf(wire, one)!.snapshot!.value, { basic: "resting" })
    world.ask(one, "medium")
    assert.deepStrictEqual(lastOf(wire, one)!.snapshot!.value, { basic: "enriching" })
  })
})
