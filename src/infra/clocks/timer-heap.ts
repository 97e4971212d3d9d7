/** Timers by due time; ties fire in the order in which they were set. */
export interface Timer {
  readonly at: number
  readonly order: number
  readonly fire: () => void
  cancelled: boolean
}

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

export class TimerHeap {
  readonly #timers: Array<Timer> = []
  #count = 0

  /** How many timers are set, cancelled ones included until their time comes. */
  get size(): number {
    return this.#timers.length
  }

  add(at: number, fire: () => void): Timer {
    const timer: Timer = { at, order: this.#count++, fire, cancelled: false }
    const timers = this.#timers
    let place = timers.push(timer) - 1
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!isBefore(timer, timers[parent]!)) break
      timers[place] = timers[parent]!
      place = parent
    }
    timers[place] = timer
    return timer
  }

  /** The earliest timer that was not cancelled, without taking it. */
  peek(): Timer | undefined {
    while (this.#timers[0]?.cancelled === true) this.take()
    return this.#timers[0]
  }

  take(): Timer | undefined {
    const timers = this.#timers
    const first = timers[0]
    const last = timers.pop()
    if (first === undefined || last === undefined || first === last) return first
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= timers.length) break
      if (child + 1 < timers.length && isBefore(timers[child + 1]!, timers[child]!)) child++
      if (!isBefore(timers[child]!, last)) break
      timers[place] = timers[child]!
      place = child
    }
    timers[place] = last
    return first
  }
}
