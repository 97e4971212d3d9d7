/**
 * A clock that stands still until it is told to go on, and a scheduler that knows when nobody has anything left to do now.
 * Time moves from one due timer to the next, and never past a fiber that still runs, so that the same program gives the same
 * history in any process (RUN-2). Nothing in it may wait for the real world: use synchronous or in-memory disks.
 */
import { Clock, Context, Duration, Effect, type Exit, Random, Scheduler } from "effect"
import { TimerHeap } from "./timer-heap.ts"

interface Advance {
  readonly until: number
  readonly resume: () => void
}

/** A program that was begun; `exit` is set when it has ended. */
export interface Begun<A, E> {
  readonly exit: Exit.Exit<A, E> | undefined
}

const nanosPerMilli = 1_000_000n

export class VirtualTime {
  readonly #timers = new TimerHeap()
  readonly #advances: Array<Advance> = []
  #tasks: Array<() => void> = []
  #now: number
  /** Called when somebody has something to do now; for whoever stopped pumping. */
  onTask: (() => void) | undefined
  readonly clock: Clock.Clock
  readonly scheduler: Scheduler.Scheduler

  /** `startMs` is epoch milliseconds. */
  constructor(startMs: number) {
    this.#now = startMs
    this.scheduler = new Scheduler.MixedScheduler("async", (task) => {
      let cancelled = false
      this.#tasks.push(() => {
        if (!cancelled) task()
      })
      this.onTask?.()
      return () => void (cancelled = true)
    })
    const millis = () => this.#now
    const nanos = () => BigInt(Math.floor(this.#now)) * nanosPerMilli
    this.clock = {
      currentTimeMillisUnsafe: millis,
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanosUnsafe: nanos,
      currentTimeNanos: Effect.sync(nanos),
      monotonicTimeNanosUnsafe: nanos,
      monotonicTimeNanos: Effect.sync(nanos),
      sleep: (duration) => this.#sleep(Duration.toMillis(duration))
    }
  }

  get now(): number {
    return this.#now
  }

  /** Whether anybody has something to do now. */
  get isBusy(): boolean {
    return this.#tasks.length > 0
  }

  /** Lets so much time pass; everything due on the way happens at its own moment. */
  advance(durationMs: number): Effect.Effect<void> {
    return this.advanceTo(this.#now + durationMs)
  }

  advanceTo(until: number): Effect.Effect<void> {
    return Effect.callback<void>((resume) => {
      this.#advances.push({ until, resume: () => resume(Effect.void) })
    })
  }

  /**
   * Runs a program under this clock and a seed. It ends when the program ends; it fails when the program waits for
   * something that will never come.
   */
  async run<A, E>(program: Effect.Effect<A, E>, seed: string): Promise<A> {
    const ended = this.begin(program, seed)
    let idleTurns = 0
    while (ended.exit === undefined) {
      const hadTasks = this.#drain()
      // Promises that are already settled belong to this moment.
      await Promise.resolve()
      if (hadTasks || this.#tasks.length > 0 || this.#step()) idleTurns = 0
      else if (++idleTurns > idleTurnsMax) throw new Error("virtual time: everybody waits, and nobody will come")
      else await realTurn()
    }
    return Effect.runPromise(ended.exit)
  }

  /** Begins a program under this clock and a seed. It goes on while `run` or `pump` does. */
  begin<A, E>(program: Effect.Effect<A, E>, seed: string): Begun<A, E> {
    const context = Context.make(Clock.Clock, this.clock)
    const seeded = Random.withSeed(program, seed)
    const fiber = Effect.runForkWith(context)(seeded, { scheduler: this.scheduler })
    const ended: { exit: Exit.Exit<A, E> | undefined } = { exit: undefined }
    fiber.addObserver((exit) => void (ended.exit = exit))
    return ended
  }

  /** The clock is put forward: what was due meanwhile is late, and comes at once. */
  jump(durationMs: number): void {
    this.#now += durationMs
  }

  /**
   * Lets time go on up to a moment, in slices: `isEnough` is asked between any two things that happen, and stops it anywhere
   * ("later": nothing but reading may be done from outside). `hasGuest` is asked when all is done that this moment holds, and
   * stops it there: somebody outside may begin something, and the history depends on the moment alone.
   */
  async pump(until: number, isEnough: () => boolean, hasGuest: () => boolean): Promise<"reached" | "guest" | "later"> {
    for (;;) {
      while (this.#tasks.length > 0) {
        this.#turn()
        if (isEnough()) return "later"
      }
      await Promise.resolve()
      if (this.#tasks.length > 0) continue
      const timer = this.#timers.peek()
      const isOver = timer === undefined || timer.at > this.#now
      if (isOver && hasGuest()) return "guest"
      if (timer === undefined || timer.at > until) {
        this.#now = Math.max(this.#now, until)
        return "reached"
      }
      this.#timers.take()
      this.#now = Math.max(this.#now, timer.at)
      timer.fire()
      if (isEnough()) return "later"
    }
  }

  #sleep(durationMs: number): Effect.Effect<void> {
    if (durationMs <= 0) return Effect.yieldNow
    return Effect.callback<void>((resume) => {
      const timer = this.#timers.add(this.#now + durationMs, () => resume(Effect.void))
      return Effect.sync(() => void (timer.cancelled = true))
    })
  }

  #drain(): boolean {
    const hadTasks = this.#tasks.length > 0
    while (this.#tasks.length > 0) this.#turn()
    return hadTasks
  }

  #turn(): void {
    const tasks = this.#tasks
    this.#tasks = []
    for (const task of tasks) task()
  }

  /** Everybody waits: the next timer fires if somebody lets time go so far, otherwise that somebody goes on. */
  #step(): boolean {
    const [advance] = this.#advances
    if (advance === undefined) return false
    const timer = this.#timers.peek()
    if (timer !== undefined && timer.at <= advance.until) {
      this.#timers.take()
      this.#now = Math.max(this.#now, timer.at)
      timer.fire()
      return true
    }
    this.#now = Math.max(this.#now, advance.until)
    this.#advances.shift()
    advance.resume()
    return true
  }
}

/** A program that left the virtual world for a real promise gets so many turns to come back. */
const idleTurnsMax = 10_000
const realTurn = () => new Promise<void>((resume) => setImmediate(resume))
