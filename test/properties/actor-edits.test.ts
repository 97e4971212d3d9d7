/** LIFE-7: what a person wrote stands above every provider, whatever happens to the movie, and can be taken back. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import type { FieldName } from "../../src/domain/knowledge.ts"
import { act } from "../support/act.ts"
import { converge, inActorWorld } from "../support/actor-runs.ts"
import type { ActorWorld } from "../support/actor-world.ts"
import {
  type Action,
  actions,
  aliasOf,
  editable,
  moviesMax,
  seed,
  writtenInto
} from "../support/arbitraries/actor-actions.ts"
import { runs } from "../support/runs.ts"

const numRuns = runs(40)
const movies = Array.from({ length: moviesMax }, (_, movie) => movie)

describe("a person's edit", () => {
  it("survives refresh, downgrade, undo, regeneration, crashes and restarts, and gives way to the newest provider value", () =>
    fc.assert(
      fc.asyncProperty(seed, actions, (number, happens) =>
        inActorWorld(
          number,
          Effect.fnUntraced(function* (world) {
            const edits = yield* editWhileLiving(world, happens)
            yield* converge(world)
            yield* editsStand(world, edits)
            yield* learnAllAgain(world)
            yield* editsStand(world, edits)
            yield* takeBack(world)
          })
        )
      ),
      { numRuns }
    ))
})

// Helpers

type Edits = Map<string, unknown>

const keyOf = (movie: number, field: FieldName) => `${movie} ${field}`

/** The last value that was written into each field of a movie that existed then. */
const editWhileLiving = Effect.fnUntraced(function* (world: ActorWorld, happens: ReadonlyArray<Action>) {
  const edits: Edits = new Map()
  for (const action of happens) {
    const isThere = action.kind === "edit" && (yield* world.record(aliasOf(action.movie))) !== undefined
    yield* act(world, action)
    if (action.kind === "edit" && isThere)
      edits.set(keyOf(action.movie, action.field), writtenInto(action.field, action.text))
  }
  return edits
})

const editsStand = Effect.fnUntraced(function* (world: ActorWorld, edits: Edits) {
  for (const movie of movies) {
    const record = yield* world.record(aliasOf(movie))
    for (const field of editable) {
      const known = record?.knowledge.fields[field]
      const value = edits.get(keyOf(movie, field))
      const shown = known?.source === "person" ? known.value : undefined
      assert.deepStrictEqual(shown, value, `${field} of movie ${movie}`)
    }
  }
})

/** Somebody asks for everything, and then for everything anew. */
const learnAllAgain = Effect.fnUntraced(function* (world: ActorWorld) {
  for (const movie of movies) yield* act(world, { kind: "ask", movie, level: "deep", as: "EnrichmentRequested" })
  yield* converge(world)
  for (const movie of movies) yield* act(world, { kind: "refresh", movie })
  yield* converge(world)
})

/** Every edit is taken back: what the provider said last shows again. */
const takeBack = Effect.fnUntraced(function* (world: ActorWorld) {
  for (const movie of movies) {
    for (const field of editable) {
      yield* world.publish({ type: "MovieEdited", movie: aliasOf(movie), field, undo: true })
    }
  }
  yield* converge(world)
  for (const movie of movies) {
    const record = (yield* world.record(aliasOf(movie)))!
    for (const field of editable) {
      assert.strictEqual(record.knowledge.fields[field]?.value, world.moody.said.get(`${record.id} ${field}`), field)
    }
  }
})
