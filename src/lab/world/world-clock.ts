/**
 * The world's time against the clock on the wall: so many virtual seconds a second, or as fast as it goes, or not at all.
 * It works in slices, so that whoever asks over HTTP meanwhile waits for some milliseconds and not for the end of a day.
 */
import type { VirtualTime } from "../../infra/clocks/virtual-time.ts"
import { minuteMs } from "../../domain/time.ts"
import type { Speed } from "../wire/messages.ts"

/** So long the event loop belongs to the world at a time. */
const sliceMs = 8
/** How often a world that keeps up looks at the clock on the wall. */
const restMs = 12
/** Without a limit the world goes on in strides of so much. */
const strideMs = minuteMs
/** Who is so far behind, in real time, stops trying to catch up, and says so. */
const behindMsMax = 2_000

export interface WorldClockOptions {
  readonly time: VirtualTime
  readonly speed: Speed
  /** Somebody waits to do something to the world ... */
  readonly hasGuest: () => boolean
  /** ... and may do it now. */
  readonly admit: () => void
  /** Where time must not go past without stopping, epoch milliseconds; `reached` is called there. */
  readonly nextStop: () => number
  readonly reached: () => void
}

const realTurn = () => new Promise<void>((resume) => void setImmediate(resume))

export class WorldClock {
  readonly #options: WorldClockOptions
  #speed: Speed
  #anchor = { real: 0, virtual: 0 }
  #wake: (() => void) | undefined
  #isOver = false
  #running: Promise<void> | undefined
  #steps = 0
  /** How many times the world could not keep up with its speed. */
  fellBehind = 0

  constructor(options: WorldClockOptions) {
    this.#options = options
    this.#speed = options.speed
  }

  get speed(): Speed {
    return this.#speed
  }

  set(speed: Speed): void {
    this.#speed = speed
    this.#anchorNow()
    this.wake()
  }

  /** Goes on to the next minute and stands still there. */
  step(): void {
    this.#speed = 0
    this.#steps += 1
    this.wake()
  }

  /** There is something to do. */
  wake(): void {
    this.#wake?.()
  }

  start(): void {
    this.#anchorNow()
    this.#running = this.#run()
  }

  /** No time passes any more. */
  async stop(): Promise<void> {
    this.#isOver = true
    this.wake()
    await this.#running
  }

  #anchorNow(): void {
    this.#anchor = { real: performance.now(), virtual: this.#options.time.now }
  }

  /** How far time may go now. */
  #target(): number {
    const { time } = this.#options
    if (this.#steps > 0) return time.now + strideMs
    if (this.#speed === null) return time.now + strideMs
    const behind = this.#anchor.virtual + (performance.now() - this.#anchor.real) * this.#speed - time.now
    if (behind > behindMsMax * Math.max(1, this.#speed)) {
      this.fellBehind += 1
      this.#anchorNow()
      return time.now
    }
    return Math.floor(time.now + Math.max(0, behind))
  }

  async #run(): Promise<void> {
    const { admit, hasGuest, nextStop, reached, time } = this.#options
    let target = time.now
    while (!this.#isOver) {
      if (time.now >= target) target = this.#target()
      const until = Math.max(time.now, Math.min(target, nextStop()))
      const sliceEnd = performance.now() + sliceMs
      const outcome = await time.pump(until, () => performance.now() > sliceEnd, hasGuest)
      if (outcome === "guest") admit()
      if (outcome === "reached" && time.now >= nextStop()) reached()
      else if (outcome === "reached") await this.#rest(target)
      await realTurn()
    }
  }

  async #rest(target: number): Promise<void> {
    if (this.#steps > 0 && this.#options.time.now >= target) this.#steps -= 1
    if (this.#steps > 0 || this.#speed === null || this.#isOver || this.#options.hasGuest()) return
    const { time } = this.#options
    if (time.isBusy) return
    await new Promise<void>((resume) => {
      const timer = this.#speed === 0 ? undefined : setTimeout(resume, restMs)
      this.#wake = () => {
        clearTimeout(timer)
        resume()
      }
      // Who looks at the library from outside may run through code that waits in the world's own time.
      time.onTask = this.#wake
    })
    time.onTask = undefined
    this.#wake = undefined
  }
}
