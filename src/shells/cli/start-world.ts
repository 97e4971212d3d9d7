/** The living world of `reelstate start`: with its page until somebody ends it, or up to a moment and no further. */
import { Clock, Effect, Scope } from "effect"
import { randomBytes } from "node:crypto"
import { lifecycleStates } from "../../domain/level.ts"
import { journalHash } from "../../lab/journal-hash.ts"
import { stateOfLeaf } from "../../lab/feed/leaves.ts"
import type { Speed } from "../../lab/wire/messages.ts"
import { branchLibrary } from "../../lab/world/branch.ts"
import { policies } from "../../lab/world/policies.ts"
import type { NotedCommand } from "../../lab/world/world-commands.ts"
import { type World, worldFrom } from "../../lab/world/world.ts"
import { keepServerFile } from "../http/server-file.ts"
import { serveHttp } from "../http/server.ts"
import { labEndpoints } from "../lab/lab-endpoints.ts"
import { pageIsBuilt } from "../lab/page-files.ts"
import { WorldDesk, type WorldDeskOptions } from "../lab/world-desk.ts"
import { worldShellClock } from "../lab/world-services.ts"
import { count, instant } from "../terminal/format.ts"
import { liveLineOn } from "../terminal/live-line.ts"
import { facts } from "../terminal/table.ts"
import { paint, printJson, printLines } from "./output.ts"

export interface WorldAsked {
  /** Absolute. */
  readonly directory: string
  readonly fixtures: string
  readonly seed: string
  readonly movies: number
  readonly load: number
  readonly skew: number
  readonly policy: string
  readonly speed: Speed
  readonly at: number | null
  readonly commands: ReadonlyArray<NotedCommand>
  readonly port: number
}

/** About an hour of a busy world. */
const journalBytesMax = 2e9

const optionsOf = (asked: WorldAsked): WorldDeskOptions => {
  const { at, commands, directory, fixtures, load, movies, policy, seed, skew, speed } = asked
  return {
    directory,
    fixtures,
    seed,
    movies,
    actionsPerDay: load,
    skew,
    policy,
    speed,
    script: commands,
    stopAfterMs: at,
    journalBytesMax
  }
}

const opened = (options: WorldDeskOptions) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const desk = new WorldDesk(options)
      await desk.open()
      return desk
    }),
    (desk) => Effect.promise(() => desk.close())
  )

/** Serves the desk in real time, in the world's words. */
const servedDesk = Effect.fnUntraced(function* (
  desk: WorldDesk,
  { directory, port }: Pick<WorldAsked, "directory" | "port">
) {
  const localToken = randomBytes(24).toString("base64url")
  const clock = worldShellClock(desk.now, yield* Clock.clockWith(Effect.succeed))
  const settings = { port, localToken, thresholds: desk.world.knobs.thresholds, more: labEndpoints(desk.desk) }
  const running = yield* serveHttp({ ...settings, stallMs: 2 ** 31 }).pipe(
    Effect.provideContext(desk.shell),
    Effect.provideService(Clock.Clock, clock)
  )
  const { instance, url } = running
  yield* keepServerFile(directory, { url, token: localToken, pid: process.pid, instance, startedAt: Date.now() })
  return running
})

/** So many worlds beside the first, until it ends. */
const branchesMax = 4

/** Opens other worlds beside the first, each on a port of its own; they end with the Scope. */
const branching = (asked: WorldAsked, scope: Scope.Scope): NonNullable<WorldDeskOptions["branch"]> => {
  let branches = 0
  return async (from, position, policy) => {
    if (policies[policy] === undefined)
      throw new Error(`There is no policy ${policy}: ${Object.keys(policies).join(", ")}.`)
    if (branches >= branchesMax) throw new Error(`There are ${branchesMax} worlds beside this one already.`)
    const number = ++branches
    const directory = `${asked.directory}-branch-${number}`
    const { at } = await branchLibrary(asked.directory, directory, position)
    const seed = `${asked.seed} branch ${number}`
    const options = {
      ...optionsOf({ ...asked, directory, seed, policy, at: null, commands: [] }),
      goesOnAt: Math.ceil(at)
    }
    const { actionsPerDay, skew } = from.settings()
    const other = Effect.gen(function* () {
      const desk = yield* opened({ ...options, actionsPerDay, skew })
      return yield* servedDesk(desk, { directory, port: 0 })
    })
    const { url } = await Effect.runPromise(Effect.provideService(other, Scope.Scope, scope))
    return url
  }
}

const introduction = (url: string, { directory, movies, seed }: WorldAsked) => [
  "",
  paint("bold", `A world of ${count(movies)} movies, and people who never stop`),
  ...facts([
    ["page", url],
    ["to read", `${url}/docs`],
    ["library", directory],
    ["seed", seed]
  ]),
  ...(pageIsBuilt() ? [] : ["The page was not built: `npm run build` builds it. Everything else is there."]),
  "Ctrl-C ends it."
]

const lineOf = ({ lab, world }: WorldDesk): string => {
  const { speed } = world.clock
  const pace = speed === null ? "as fast as it goes" : speed === 0 ? "stands still" : `${count(speed)}x`
  return `${instant(world.time.now)}  ${pace}  ${count(lab.feed.position)} events  ${count(lab.feed.population.alive)} movies`
}

const lineEveryMs = 1_000

const liveLine = (desk: WorldDesk) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const line = liveLineOn(process.stderr)
      const timer = setInterval(() => line.show(lineOf(desk)), lineEveryMs)
      return { line, timer }
    }),
    ({ line, timer }) =>
      Effect.sync(() => {
        clearInterval(timer)
        line.clear()
      })
  )

/** Goes on until it is ended. */
export const stayInWorld = (asked: WorldAsked) =>
  Effect.gen(function* () {
    const desk = yield* opened({ ...optionsOf(asked), branch: branching(asked, yield* Effect.scope) })
    const { url } = yield* servedDesk(desk, asked)
    yield* printLines(introduction(url, asked))
    yield* liveLine(desk)
    yield* Effect.never
  }).pipe(Effect.scoped)

/** Lives up to the moment, closes the library, and says what came of it: the same seed and commands, the same hash. */
export const liveUpTo = Effect.fnUntraced(function* (asked: WorldAsked & { readonly at: number }, isJson: boolean) {
  const { directory, seed } = asked
  const lived = yield* Effect.promise(() => livedWorld(asked))
  const told = { seed, after: asked.at, at: worldFrom + asked.at, ...lived, journalHash: journalHash(directory) }
  if (isJson) return yield* printJson(told)
  yield* printLines([
    paint("bold", `The world at ${instant(told.at)}`),
    ...facts([
      ["library", directory],
      ["seed", seed],
      ["events", count(told.position)],
      ...Object.entries(told.states).map(([state, movies]) => [state, count(movies)] as const),
      ["journal", `sha256 ${told.journalHash}`]
    ])
  ])
})

const livedWorld = async (asked: WorldAsked) => {
  const desk = new WorldDesk(optionsOf(asked))
  await desk.open()
  const { lab, world } = desk
  await atRest(world, worldFrom + asked.at!)
  const states = Object.fromEntries(lifecycleStates.map((state) => [state, 0]))
  for (const [leaf, movies] of lab.feed.population.counts.entries()) {
    const state = lifecycleStates[stateOfLeaf[leaf]!]!
    states[state]! += movies
  }
  const { position } = lab.feed
  await desk.close()
  return { position, states }
}

const lookEveryMs = 20

/** Returns when the world stands still at the moment. */
const atRest = (world: World, at: number): Promise<void> =>
  new Promise((resume) => {
    const timer = setInterval(() => {
      if (world.time.now < at || world.clock.speed !== 0) return
      clearInterval(timer)
      resume()
    }, lookEveryMs)
  })
