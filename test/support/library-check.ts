/** Holds a law over any life of a library on the replay fixtures. */
import { beforeAll } from "@effect/vitest"
import { Effect } from "effect"
import fc from "fast-check"
import type { DataProvider } from "../../src/services/data-provider.ts"
import { seed } from "./arbitraries/actor-actions.ts"
import { type LibraryAction, libraryActions } from "./arbitraries/library-actions.ts"
import { openFixtures } from "./flaky-provider.ts"
import { inLibrary, liveOn } from "./library-runs.ts"
import type { LibraryWorld } from "./library-world.ts"
import type { World } from "./virtual.ts"

export type Law = (world: LibraryWorld, happens: ReadonlyArray<LibraryAction>) => Effect.Effect<void, unknown, World>

/** Opens the fixtures before the tests of a file. */
export const overLibraries = (numRuns: number) => {
  let fixtures: DataProvider["Service"]
  beforeAll(async () => {
    fixtures = await openFixtures()
  })
  const lived = <A>(number: number, program: (world: LibraryWorld) => Effect.Effect<A, unknown, World>) =>
    inLibrary(number, fixtures, program)
  const check = (law: Law) =>
    fc.assert(
      fc.asyncProperty(seed, libraryActions, (number, happens) => lived(number, (world) => law(world, happens))),
      { numRuns }
    )
  return { check, lived }
}

/** Everything happens, one after the other, and what is to be seen after each is looked at. */
export const each = (
  world: LibraryWorld,
  happens: ReadonlyArray<LibraryAction>,
  then: (world: LibraryWorld) => Effect.Effect<void, never, World>
) => Effect.forEach(happens, (action) => Effect.andThen(liveOn(world, action), then(world)), { discard: true })
