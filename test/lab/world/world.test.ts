import { afterAll, assert, describe, it } from "@effect/vitest"
import { Exit } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { fileURLToPath } from "node:url"
import { hourMs, minuteMs } from "../../../src/domain/time.ts"
import { journalHash } from "../../../src/lab/journal-hash.ts"
import { World, type WorldOptions, worldFrom } from "../../../src/lab/world/world.ts"
import {
  commandsIn,
  commandsText,
  type NotedCommand,
  type WorldCommand
} from "../../../src/lab/world/world-commands.ts"

const fixtures = fileURLToPath(new URL("../../../fixtures/replay", import.meta.url))
const root = mkdtempSync(`${tmpdir()}/reelstate-world-`)
afterAll(() => rmSync(root, { recursive: true, force: true }))

let worlds = 0
const made = (given: Partial<WorldOptions> = {}): World =>
  new World(
    {
      directory: `${root}/${++worlds}`,
      fixtures,
      seed: "1",
      movies: 120,
      actionsPerDay: 3_000,
      skew: 1,
      policy: "founding",
      speed: 0,
      script: [],
      stopAfterMs: null,
      onAsked: () => undefined,
      onOpened: () => undefined,
      ...given
    },
    () => undefined
  )

/** Returns when the world stands still. */
const still = async (world: World): Promise<void> => {
  while (world.clock.speed !== 0) await new Promise<void>((resume) => void setImmediate(resume))
}

const lived = async (after: number, script: ReadonlyArray<NotedCommand>, seed = "1") => {
  const world = made({ stopAfterMs: after, script, seed })
  await world.open()
  world.clock.start()
  await still(world)
  const told = { position: world.store!.lastPosition(), crashes: world.crashes, trouble: world.trouble }
  await world.close()
  return { ...told, hash: journalHash(world.options.directory), commands: world.commands }
}

/** Lives with its doors open: commands come whenever they come, at whatever speed. */
const livedOpenly = async (commands: ReadonlyArray<WorldCommand>) => {
  const world = made({ speed: 3_600 })
  await world.open()
  world.clock.start()
  for (const command of commands) {
    const exit = await world.perform(command)
    assert.isTrue(Exit.isSuccess(exit), JSON.stringify(exit))
    world.clock.set(world.clock.speed === null ? 3_600 : null)
    await new Promise<void>((resume) => void setImmediate(resume))
  }
  world.clock.set(0)
  await new Promise<void>((resume) => setTimeout(resume, 30))
  const after = world.time.now - worldFrom
  await world.close()
  return { after, hash: journalHash(world.options.directory), commands: world.commands }
}

const commands: ReadonlyArray<WorldCommand> = [
  { type: "fault", fault: "tmdbDown", on: true },
  { type: "inject", event: { type: "PlaybackStarted" }, to: { sample: 20 } },
  { type: "load", actionsPerDay: 9_000, skew: 0.5, imageBytesMax: 20_000 },
  { type: "shock", shock: "crash" },
  { type: "fault", fault: "tmdbDown", on: false },
  { type: "publish", events: [{ type: "MoviePinned", movie: "tmdb:13" }] },
  { type: "shock", shock: "clockJump" },
  { type: "ask", request: { movie: "tmdb:603", level: "deep" }, wait: false },
  { type: "plan" }
]

describe("the living world", () => {
  it("is its seed: the same journal for the same seed, and another for another (RUN-2)", async () => {
    const [one, again, other] = [await lived(hourMs, []), await lived(hourMs, []), await lived(hourMs, [], "2")]
    assert.deepStrictEqual(again, one)
    assert.notStrictEqual(other.hash, one.hash)
    assert.isAbove(one.position, 120)
    assert.isNull(one.trouble)
  })

  it("is its seed and its commands: lived again from what it noted, with a crash in it, it is the same (RUN-2)", async () => {
    const open = await livedOpenly(commands)
    const script = commandsIn(commandsText(open.commands)) as ReadonlyArray<NotedCommand>
    assert.strictEqual(script.length, commands.length)
    const again = await lived(open.after, script)
    assert.strictEqual(again.crashes, 1)
    assert.deepStrictEqual(again.commands, open.commands)
    assert.strictEqual(again.hash, open.hash)
  })

  it("keeps over a crash whatever was acknowledged (STORE-1)", async () => {
    const world = made()
    await world.open()
    world.clock.start()
    const pinned = await world.perform({
      type: "publish",
      events: [{ type: "MovieRequested", movie: "tmdb:13", level: "basic" }]
    })
    assert.isTrue(Exit.isSuccess(pinned))
    const before = world.store!.lastPosition()
    await world.perform({ type: "shock", shock: "crash" })
    world.clock.step()
    await still(world)
    while (world.store === undefined || world.time.now < worldFrom + minuteMs) {
      await new Promise<void>((resume) => void setImmediate(resume))
    }
    assert.isAtLeast(world.store.lastPosition(), before)
    assert.strictEqual(world.store.opened, 2)
    assert.deepStrictEqual(world.store.status().repairs, [])
    await world.close()
  })

  it("loses nothing on a full disk: who publishes is told, and afterwards all goes on (STORE-2)", async () => {
    const world = made()
    await world.open()
    world.clock.start()
    await world.perform({ type: "fault", fault: "diskFull", on: true })
    const events = [{ type: "MoviePinned", movie: "tmdb:13" }] as const
    const refused = await world.perform({ type: "publish", events })
    assert.isTrue(Exit.isFailure(refused))
    await world.perform({ type: "fault", fault: "diskFull", on: false })
    assert.isTrue(Exit.isSuccess(await world.perform({ type: "publish", events })))
    await world.close()
  })

  it("stands still where it is told to, and goes on by a minute when it is told to", async () => {
    const world = made({ stopAfterMs: 10 * minuteMs })
    await world.open()
    world.clock.start()
    await still(world)
    assert.strictEqual(world.time.now, worldFrom + 10 * minuteMs)
    world.clock.step()
    while (world.time.now < worldFrom + 11 * minuteMs) await new Promise<void>((resume) => void setImmediate(resume))
    await new Promise<void>((resume) => setTimeout(resume, 20))
    assert.strictEqual(world.time.now, worldFrom + 11 * minuteMs)
    await world.close()
  })
})

describe("commands as text", () => {
  it("that are no commands are told what is wrong", () => {
    assert.strictEqual(commandsIn("no"), "it is not JSON")
    assert.strictEqual(commandsIn(`{"a":1}`), "it is not a list of [milliseconds, command]")
    assert.strictEqual(commandsIn(`[[1,{"type":"explode"}]]`), "item 1 is not [milliseconds, command]")
    assert.strictEqual(
      commandsIn(`[[5,{"type":"plan"}],[4,{"type":"plan"}]]`),
      "item 2 is earlier than the one before it"
    )
  })
})
