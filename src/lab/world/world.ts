/**
 * The living world: the real runtime in virtual time, with thousands of movies and people who never stop. What happens in it
 * comes from its seed and from the commands that were given, each at its moment; time on the wall only decides when we see it.
 */
import { Clock, Context, Effect, Exit, Scope } from "effect"
import { minuteMs } from "../../domain/time.ts"
import { type Begun, VirtualTime } from "../../infra/clocks/virtual-time.ts"
import { Supervisor } from "../../actors/supervisor.ts"
import { Store } from "../../services/store.ts"
import type { Asking } from "../asking.ts"
import { makeProviderTally, type ProviderTally } from "../provider-tally.ts"
import { catalogue } from "../small-library.ts"
import { prepareLabDirectory } from "../lab-directory.ts"
import type { Speed } from "../wire/messages.ts"
import { doCommand, type WorldKnobs } from "./do-command.ts"
import { found, live, type Settled } from "./live-on.ts"
import { adjustableFor } from "./policies.ts"
import { Townspeople } from "./townspeople.ts"
import { WorldClock } from "./world-clock.ts"
import type { NotedCommand, WorldCommand } from "./world-commands.ts"
import { type Machine, WorldFaults } from "./world-faults.ts"
import { worldLayer, type WorldServices } from "./world-library.ts"

export interface WorldOptions {
  /** Absolute; made anew. */
  readonly directory: string
  readonly fixtures: string
  readonly seed: string
  readonly movies: number
  readonly actionsPerDay: number
  readonly skew: number
  readonly policy: string
  readonly speed: Speed
  /** What is done to it, and when: of an earlier run that is lived again. */
  readonly script: ReadonlyArray<NotedCommand>
  /** Where it stands still at first, in milliseconds after its beginning; null: nowhere. */
  readonly stopAfterMs: number | null
  /** Set for a world that goes on from a library that is there already: its time, epoch milliseconds. */
  readonly goesOnAt?: number
  /** Told of every question that people ask. */
  readonly onAsked: (asking: Asking, movie: string) => void
  /** The library is open, at first and after a crash. */
  readonly onOpened: (services: Context.Context<WorldServices>) => void
}

/** When the world begins, epoch milliseconds. */
export const worldFrom = Date.UTC(2026, 0, 1, 18)

const clockJumpMs = 60 * minuteMs

interface Guest {
  readonly command: WorldCommand
  readonly done: (exit: Exit.Exit<unknown, unknown>) => void
}

export class World {
  readonly options: WorldOptions
  readonly time: VirtualTime
  readonly faults = new WorldFaults()
  readonly clock: WorldClock
  readonly knobs: WorldKnobs
  readonly tally: ProviderTally = makeProviderTally()
  /** Every command so far, with its moment. */
  readonly commands: Array<NotedCommand> = []
  readonly #script: Array<NotedCommand>
  readonly #guests: Array<Guest> = []
  #stopAt: number
  #services: Context.Context<WorldServices> | undefined
  #machine: Machine | undefined
  #leave: (() => void) | undefined
  #life: Begun<Exit.Exit<void, unknown>, never> | undefined
  #settled: Settled | undefined
  /** Why the world could not go on, in a sentence. */
  trouble: string | null = null
  crashes = 0

  constructor(options: WorldOptions, idOf: WorldKnobs["idOf"]) {
    const { actionsPerDay, policy, script, seed, skew, speed, stopAfterMs } = options
    this.options = options
    this.time = new VirtualTime(options.goesOnAt ?? worldFrom)
    this.#script = [...script]
    this.#stopAt = stopAfterMs === null ? Infinity : worldFrom + stopAfterMs
    this.knobs = {
      seed,
      faults: this.faults,
      thresholds: adjustableFor(policy),
      people: () => this.#settled?.people,
      load: { actionsPerDay, skew },
      idOf,
      injections: 0
    }
    this.clock = new WorldClock({
      time: this.time,
      speed: this.#stopAt < Infinity ? null : speed,
      hasGuest: () => this.#guests.length > 0 && this.#services !== undefined,
      admit: () => this.#admit(this.#guests.shift()!),
      nextStop: () => Math.min(this.#stopAt, worldFrom + (this.#script[0]?.after ?? Infinity)),
      reached: () => this.#reached()
    })
  }

  get services(): Context.Context<WorldServices> | undefined {
    return this.#services
  }

  /** Is founded: so many movies are known by name, and people come. Returns when the library is open. */
  async open(): Promise<void> {
    const { directory, goesOnAt, seed } = this.options
    const prepared = prepareLabDirectory(directory, { seed, thresholds: { ...this.knobs.thresholds } })
    if (goesOnAt === undefined) await Effect.runPromise(prepared)
    this.#begin()
    await this.#pumpUntil(() => this.#services !== undefined)
  }

  /** Does something to the world at the first moment that takes it, and notes it. */
  perform<A, E>(command: WorldCommand): Promise<Exit.Exit<A, E>> {
    return new Promise((resume) => {
      this.#guests.push({ command, done: resume as Guest["done"] })
      this.clock.wake()
    })
  }

  /** Ends it as a library ends: what was asked is done, and the files are written. */
  async close(): Promise<void> {
    await this.clock.stop()
    for (const { done } of this.#guests.splice(0)) done(Exit.die("the world was closed"))
    this.faults.on.forEach((fault) => this.faults.set(fault, false))
    this.#leave?.()
    await this.#pumpUntil(() => this.#life?.exit !== undefined)
    if (this.#machine !== undefined) await this.#kill(this.#machine)
  }

  /** Lets a little time pass until something holds that needs time; not for ever. */
  async #pumpUntil(holds: () => boolean): Promise<void> {
    for (let minutes = 0; minutes < 120 && !holds(); minutes++) {
      await this.time.pump(
        this.time.now + (minutes === 0 ? 0 : minuteMs),
        () => false,
        () => holds()
      )
      if (this.#life?.exit !== undefined) break
    }
    const exit = this.#life?.exit
    if (exit !== undefined && Exit.isSuccess(exit) && Exit.isFailure(exit.value)) await Effect.runPromise(exit.value)
  }

  #begin(): void {
    const { directory, fixtures, policy, seed } = this.options
    const machine: Machine = { life: this.crashes, files: Scope.makeUnsafe(), isDead: false }
    const { thresholds } = this.knobs
    const layer = worldLayer({
      directory,
      fixtures,
      policy,
      thresholds,
      tally: this.tally,
      faults: this.faults,
      machine
    })
    const life = Effect.gen({ self: this }, function* () {
      const services = yield* Effect.context<WorldServices>()
      yield* Effect.forkScoped(this.#live(services))
      this.#services = services
      this.options.onOpened(services)
      yield* Effect.callback<void>((resume) => {
        this.#leave = () => resume(Effect.void)
      })
    }).pipe(Effect.scoped, Effect.provide(layer), Effect.exit)
    this.#machine = machine
    this.#life = this.time.begin(life, `${seed} life ${machine.life}`)
  }

  readonly #live = (services: Context.Context<WorldServices>) =>
    Effect.gen({ self: this }, function* () {
      const { goesOnAt, movies, onAsked, seed } = this.options
      const machine = this.#machine!
      if (this.#settled === undefined) {
        const films = yield* found(yield* catalogue(Infinity), movies, goesOnAt === undefined)
        const { actionsPerDay, skew } = this.knobs.load
        const fromMs = yield* Clock.currentTimeMillis
        this.#settled = { people: new Townspeople({ ...films, seed, fromMs, actionsPerDay, skew }) }
      }
      yield* live(this.#settled, () => machine.isDead, onAsked)
    }).pipe(
      Effect.provideContext(services),
      Effect.catchCause((cause) => Effect.sync(() => void (this.trouble = `people stopped coming: ${String(cause)}`)))
    )

  #reached(): void {
    const next = this.#script[0]
    if (next !== undefined && worldFrom + next.after <= this.time.now) {
      this.#script.shift()
      return this.#admit({ command: next.command, done: () => undefined })
    }
    this.#stopAt = Infinity
    this.clock.set(0)
  }

  #admit({ command, done }: Guest): void {
    this.commands.push({ after: this.time.now - worldFrom, command })
    if (command.type === "shock") {
      if (command.shock === "clockJump") this.time.jump(clockJumpMs)
      else this.#crash()
      return done(Exit.void)
    }
    const run = doCommand(this.knobs, command).pipe(
      Effect.provideContext(this.#services!),
      Effect.onExit((exit) => Effect.sync(() => done(exit)))
    )
    this.time.begin(Effect.exit(run), `${this.knobs.seed} command ${this.commands.length}`)
  }

  /** The process is killed: what was not written never will be, nobody finishes anything. Then it is started again. */
  #crash(): void {
    this.crashes += 1
    this.#services = undefined
    const machine = this.#machine!
    machine.isDead = true
    void this.#kill(machine)
    this.#begin()
  }

  #kill({ files }: Machine): Promise<void> {
    return Effect.runPromise(Scope.close(files, Exit.void))
  }

  get store(): Store["Service"] | undefined {
    return this.#services && Context.get(this.#services, Store)
  }

  get supervisor(): Supervisor["Service"] | undefined {
    return this.#services && Context.get(this.#services, Supervisor)
  }
}
