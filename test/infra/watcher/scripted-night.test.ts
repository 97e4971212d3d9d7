/** A night in the life of a library, told by the journal: every event that must be there, and none besides (SAFE-2). */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import {
  confirm,
  film,
  films,
  fileBytes,
  fill,
  inWatcher,
  newWorld,
  pollMs,
  removalMs,
  settleMs,
  status,
  told,
  watch
} from "./watcher-world.ts"
import { advance } from "../../support/virtual.ts"

const count = 1_000

describe("a scripted night", () => {
  it("has exactly the right events, and no history is lost", async () => {
    const world = newWorld()
    const { tree } = world
    const mounted = tree.mount(films)
    await inWatcher(
      world,
      Effect.gen(function* () {
        const events: Array<string> = []
        const news = Effect.map(told, (all) => all.slice(events.length))
        const expect = Effect.fnUntraced(function* (when: string, expected: ReadonlyArray<string>) {
          assert.deepStrictEqual((yield* news).toSorted(), [...expected].sort(), when)
          events.push(...expected)
        })

        yield* watch()
        yield* fill(world, 0, count)
        yield* expect(
          "the library comes in",
          Array.from({ length: count }, (_, number) => `+ ${film(number)}`)
        )

        tree.unmount(films)
        yield* advance(pollMs + removalMs)
        assert.strictEqual((yield* status).missing, count)
        assert.isNotNull((yield* status).suspicion)
        yield* expect("the mount is gone: missing is not removed", [])
        tree.mount(films, mounted)
        yield* advance(pollMs)
        assert.strictEqual((yield* status).missing, 0)
        assert.isNull((yield* status).suspicion)
        yield* expect("the mount is back: nothing happened", [])

        tree.rename(`${films}/Film 7 (2001)`, `${films}/Seven (2001)`)
        yield* advance(removalMs)
        yield* expect("a folder got another name", [`${film(7)} > ${films}/Seven (2001)/Film 7 (2001).mkv`])

        const moves = Array.from({ length: 500 }, (_, at) => [film(100 + at), `${films}/moved/${at}.mkv`] as const)
        tree.makeFolder(`${films}/moved`)
        for (const [from, to] of moves) tree.rename(from, to)
        yield* advance(removalMs)
        yield* expect(
          "500 files were moved",
          moves.map(([from, to]) => `${from} > ${to}`)
        )

        tree.put(film(9), "a better copy;", fileBytes + 1)
        yield* advance(removalMs)
        yield* expect("a file was replaced", [`+ ${film(9)}`])

        tree.remove(film(11))
        yield* advance(removalMs)
        yield* expect("one film was deleted", [`- ${film(11)}`])

        const rest = [...mounted.entries.keys()]
        for (const name of rest) tree.remove(`${films}/${name}`)
        yield* advance(2 * removalMs)
        yield* expect("the disk was emptied: somebody is asked first", [])
        assert.match((yield* status).suspicion?.reason ?? "", /1000 of 1000 files are missing at once/)
        yield* confirm()
        yield* advance(settleMs)
        const gone = new Set([7, 11, ...Array.from({ length: 500 }, (_, at) => 100 + at)])
        yield* expect("and says yes", [
          `- ${films}/Seven (2001)/Film 7 (2001).mkv`,
          ...moves.map(([, to]) => `- ${to}`),
          ...Array.from({ length: count }, (_, number) => number)
            .filter((number) => !gone.has(number))
            .map((number) => `- ${film(number)}`)
        ])
        assert.strictEqual((yield* status).files, 0)
      })
    )
  })
})
