/** The newest events for all streams together: bounded by count, each put into words once, whoever reads it. */
import type { LoggedEvent } from "../../services/store.ts"

interface Entry {
  readonly logged: LoggedEvent
  frame: Buffer | undefined
}

export interface Portion {
  /** Messages one after the other; empty when nothing of it is wanted. */
  readonly bytes: Buffer
  /** Everything up to here has been looked at. */
  readonly last: number
}

export type Keep = (logged: LoggedEvent) => boolean

/** Those who want everything, and are where others are, share the very bytes. */
export const keepAll: Keep = () => true

/** So much is handed to a client at a time, about; the rest waits here, and not in its socket. */
const portionBytesMax = 32 * 1_024
/** So many events are looked at for one portion. */
export const lookedAtMax = 512

/** An event as a message of the stream. Its data is one line, because JSON has no line breaks. */
export const frameOf = (logged: LoggedEvent): Buffer =>
  Buffer.from(`id: ${logged.position}\ndata: ${JSON.stringify(logged)}\n\n`)

const nothing = Buffer.alloc(0)

export class EventRing {
  readonly #entries: Array<Entry | undefined>
  readonly #capacity: number
  last: number
  #forgotten: number
  #served: Portion & { readonly after: number; readonly seen: number } = {
    after: -1,
    seen: -1,
    bytes: nothing,
    last: 0
  }

  constructor(capacity: number, last: number) {
    this.#capacity = capacity
    this.#entries = Array.from({ length: capacity })
    this.last = last
    this.#forgotten = last
  }

  push(logged: LoggedEvent): void {
    this.#entries[logged.position % this.#capacity] = { logged, frame: undefined }
    this.last = logged.position
    this.#forgotten = Math.max(this.#forgotten, this.last - this.#capacity)
  }

  /** What follows a position, or undefined when it is no longer held here. */
  after(position: number, keep: Keep): Portion | undefined {
    if (position < this.#forgotten) return undefined
    if (keep !== keepAll) return this.#portion(position, keep)
    const { after, seen } = this.#served
    if (after !== position || seen !== this.last) {
      this.#served = { after: position, seen: this.last, ...this.#portion(position, keep) }
    }
    return this.#served
  }

  #portion(position: number, keep: Keep): Portion {
    const frames: Array<Buffer> = []
    const end = Math.min(this.last, position + lookedAtMax)
    let bytes = 0
    let at = position
    while (at < end && bytes < portionBytesMax) {
      at += 1
      const entry = this.#entries[at % this.#capacity]!
      if (!keep(entry.logged)) continue
      entry.frame ??= frameOf(entry.logged)
      frames.push(entry.frame)
      bytes += entry.frame.length
    }
    return { bytes: frames.length === 0 ? nothing : Buffer.concat(frames), last: at }
  }
}
