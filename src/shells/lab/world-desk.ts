/** The lab over a simulated world: its feed, its figures, its commands. */
import { type Context, Effect, Exit } from "effect"
import { minuteMs } from "../../domain/time.ts"
import { LabFeed, type LabFeedSource } from "../../lab/feed/lab-feed.ts"
import { LevelBytes } from "../../lab/feed/level-bytes.ts"
import { RequestsSeen } from "../../lab/feed/requests-seen.ts"
import { allCalls, callsBetween, noCalls } from "../../lab/provider-tally.ts"
import type { CommandAnswer, LabCommand, News, WorldSettings } from "../../lab/wire/messages.ts"
import { Checks } from "../../lab/world/checks.ts"
import { policies } from "../../lab/world/policies.ts"
import { World, worldFrom, type WorldOptions } from "../../lab/world/world.ts"
import type { WorldServices } from "../../lab/world/world-library.ts"
import { faultWords } from "../../lab/world/world-faults.ts"
import { bytes, instant } from "../terminal/format.ts"
import type { LabDesk } from "./lab-desk.ts"
import { inspectorAddress } from "../inspector/inspector-door.ts"
import { reproducing } from "./reproducing.ts"
import { chartName, doneWords, providersTold, speedWords } from "./world-words.ts"
import { worldServices } from "./world-services.ts"

export type WorldDeskOptions = Omit<WorldOptions, "onAsked" | "onOpened"> & {
  /** The world stands still when its journal is longer: nobody wants a full disk from a lab. */
  readonly journalBytesMax: number
  /** Another world from a moment of this one; answers with its address. */
  readonly branch?: (desk: WorldDesk, position: number, policy: string) => Promise<string>
}

/** So many movies are weighed a second. */
const moviesPerSecond = 200

const journalFile = (directory: string) => `${directory}/journal.ndjson`

export class WorldDesk {
  readonly world: World
  readonly lab: LabFeed
  readonly desk: LabDesk
  readonly #options: WorldDeskOptions
  readonly #checks: Checks
  readonly #seen: RequestsSeen
  readonly #levelBytes = new LevelBytes()
  #services: Context.Context<WorldServices> | undefined
  #shell: ReturnType<typeof worldServices> | undefined
  #calls = { at: worldFrom, count: noCalls, perMinute: null as number | null }
  #isTooLong = false

  constructor(options: WorldDeskOptions) {
    this.#options = options
    const { branch: _, journalBytesMax: __, ...worldOptions } = options
    this.lab = new LabFeed(this.#source())
    const { feed } = this.lab
    this.world = new World(
      {
        ...worldOptions,
        onAsked: (asking, movie) =>
          this.#seen.note(asking, { movie, level: asking.asked, bytes: this.#levelBytes.of(asking.asked) }),
        onOpened: (services) => this.#opened(services)
      },
      (number) => feed.population.ids[number]
    )
    const bytesBudget = () => this.world.knobs.thresholds.imageBytesMax
    this.#seen = new RequestsSeen(bytesBudget)
    const journal = journalFile(options.directory)
    const { population } = feed
    this.#checks = new Checks({
      now: () => this.world.time.now,
      store: () => this.world.store,
      population,
      bytesBudget,
      journal
    })
    this.desk = {
      feed,
      audience: this.lab.audience,
      services: () => this.shell,
      thresholds: () => this.world.knobs.thresholds,
      journal,
      command: (command) => Effect.promise(() => this.command(command))
    }
  }

  /** The services for a shell in real time. */
  get shell() {
    return this.#shell!.context
  }

  get now(): () => number {
    return () => this.world.time.now
  }

  async open(): Promise<void> {
    await this.world.open()
    this.world.clock.start()
  }

  async close(): Promise<void> {
    this.lab.close()
    await this.world.close()
  }

  #opened(services: Context.Context<WorldServices>): void {
    this.#services = services
    this.lab.attach(services)
    if (this.#shell === undefined) this.#shell = worldServices(this.world, () => this.#services!)
    else this.#shell.renew()
  }

  settings(): WorldSettings {
    const { clock, faults, knobs } = this.world
    return {
      speed: clock.speed,
      ...knobs.load,
      imageBytesMax: knobs.thresholds.imageBytesMax,
      faults: faults.on
    }
  }

  #source(): LabFeedSource {
    return {
      now: () => this.world.time.now,
      faults: () => this.world.faults.on,
      figures: () => ({
        bytesHeld: this.world.store?.status().imageBytes ?? null,
        bytesBudget: this.world.knobs.thresholds.imageBytesMax,
        residents: this.world.supervisor?.status().residents ?? null,
        ...this.#seen.shares(),
        providerCallsPerMinute: this.#calls.perMinute,
        // The fixtures have no quota that could run out.
        providerQuotaLeft: null
      }),
      whole: () => ({
        kind: "world",
        allow: "write",
        chart: chartName,
        seed: this.#options.seed,
        policy: this.#options.policy,
        policies: Object.keys(policies),
        inspector: inspectorAddress,
        settings: this.settings()
      }),
      news: () => this.news(),
      onSecond: () => this.#second()
    }
  }

  #second(): void {
    this.#checks.look()
    const { store } = this.world
    if (store !== undefined) this.#levelBytes.look(store, this.lab.feed.population.ids, moviesPerSecond)
    const { at, count } = this.#calls
    const [now, calls] = [this.world.time.now, this.world.tally.calls()]
    if (now - at >= minuteMs)
      this.#calls = { at: now, count: calls, perMinute: (allCalls(callsBetween(count, calls)) * minuteMs) / (now - at) }
    const journalBytes = this.world.store?.status().journalBytes ?? 0
    if (journalBytes <= this.#options.journalBytesMax || this.#isTooLong) return
    this.#isTooLong = true
    this.world.clock.set(0)
  }

  news(): News {
    const { faults, time } = this.world
    return {
      at: time.now,
      settings: this.settings(),
      invariants: this.#checks.invariants(),
      providers: providersTold(this.world),
      notices: [...faults.on.map((fault) => faultWords[fault]), ...this.#notices()]
    }
  }

  #notices(): ReadonlyArray<string> {
    const { clock, supervisor, trouble } = this.world
    const waiting = supervisor?.status().trouble ?? null
    const max = bytes(this.#options.journalBytesMax)
    return [
      ...(trouble === null ? [] : [trouble]),
      ...(waiting === null ? [] : [`The library waits: ${waiting}`]),
      ...(clock.fellBehind === 0
        ? []
        : [`The machine is too slow for this speed: the world fell behind ${clock.fellBehind} times.`]),
      ...(this.#isTooLong ? [`The journal is longer than ${max}, so the world stands still. Start another.`] : [])
    ]
  }

  async command(command: LabCommand): Promise<CommandAnswer> {
    const { clock, time } = this.world
    switch (command.type) {
      case "speed":
        if (!this.#isTooLong) clock.set(command.speed)
        return this.#answer(speedWords(clock.speed))
      case "step":
        clock.step()
        return this.#answer("One minute, then it stands still.")
      case "moment":
        return this.#answer(
          `The world at ${instant(time.now)}.`,
          reproducing(this.#options, this.world.commands, time.now)
        )
      case "branch":
        return this.#branch(command.position, command.policy)
      default: {
        const exit = await this.world.perform<unknown, Error>(command)
        if (Exit.isSuccess(exit))
          return this.#answer(doneWords(command, exit.value), reproducing(this.#options, this.world.commands, time.now))
        const [reason] = exit.cause.reasons
        const detail = reason?._tag === "Fail" ? reason.error.message : "It did not work."
        return { done: false, sentence: detail, command: null }
      }
    }
  }

  async #branch(position: number, policy: string): Promise<CommandAnswer> {
    const { branch } = this.#options
    if (branch === undefined) return { done: false, sentence: "This world cannot be branched again.", command: null }
    try {
      const address = await branch(this, position, policy)
      return this.#answer(`Another world goes on from there under the policy ${policy}: ${address}`, address)
    } catch (fault) {
      return { done: false, sentence: String(fault instanceof Error ? fault.message : fault), command: null }
    }
  }

  #answer(sentence: string, command: string | null = null): CommandAnswer {
    return { done: true, sentence, command }
  }
}
