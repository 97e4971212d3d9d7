/**
 * Who looks at the lab, as server-sent events. A frame is put into bytes once for all. Who takes them too slowly loses those
 * that wait, and gets everything anew when it takes again: nobody costs more than a few frames of memory (RUN-1).
 */
import type { EventsTold, News, Whole } from "../wire/messages.ts"

interface Looker {
  readonly waiting: Array<Buffer>
  needsWhole: boolean
  wake: (() => void) | undefined
}

/** Two seconds of frames. */
const waitingMax = 40

/** One message as bytes. The text has no line breaks: it is JSON or base64. */
const message = (event: string, data: string, id?: number): Buffer =>
  Buffer.from(`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`)

export class Audience {
  readonly #lookers = new Set<Looker>()
  readonly #whole: () => Whole
  readonly #onPresence: (isWatched: boolean) => void
  readonly lookersMax: number
  /** Frames that somebody did not get, and bytes that were handed out. */
  readonly counts = { skipped: 0, bytes: 0 }

  constructor(whole: () => Whole, onPresence: (isWatched: boolean) => void, lookersMax = 64) {
    this.#whole = whole
    this.#onPresence = onPresence
    this.lookersMax = lookersMax
  }

  get size(): number {
    return this.#lookers.size
  }

  /** A place in front of the lab; undefined when all are taken. `next` gives what there is, or waits. */
  enter(): { readonly next: (signal: AbortSignal) => Promise<Buffer>; readonly leave: () => void } | undefined {
    if (this.#lookers.size >= this.lookersMax) return undefined
    const looker: Looker = { waiting: [], needsWhole: true, wake: undefined }
    this.#lookers.add(looker)
    if (this.#lookers.size === 1) this.#onPresence(true)
    return {
      next: async (signal) => {
        while (!looker.needsWhole && looker.waiting.length === 0 && !signal.aborted) await this.#arrival(looker, signal)
        return this.#take(looker)
      },
      leave: () => {
        if (this.#lookers.delete(looker) && this.#lookers.size === 0) this.#onPresence(false)
      }
    }
  }

  frame(sequence: number, text: string): void {
    this.#tell(message("frame", text, sequence))
  }

  news(news: News): void {
    this.#tell(message("news", JSON.stringify(news)))
  }

  events(told: EventsTold): void {
    this.#tell(message("events", JSON.stringify(told)))
  }

  /** Everything is told anew: the world was made again, or something was changed that a frame does not hold. */
  renew(): void {
    for (const looker of this.#lookers) {
      looker.needsWhole = true
      looker.wake?.()
    }
  }

  #tell(bytes: Buffer): void {
    for (const looker of this.#lookers) {
      if (looker.needsWhole) continue
      if (looker.waiting.length >= waitingMax) {
        this.counts.skipped += looker.waiting.length
        looker.waiting.length = 0
        looker.needsWhole = true
      } else looker.waiting.push(bytes)
      looker.wake?.()
    }
  }

  #take(looker: Looker): Buffer {
    const parts = looker.needsWhole ? [message("whole", JSON.stringify(this.#whole()))] : looker.waiting.splice(0)
    looker.needsWhole = false
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts)
    this.counts.bytes += bytes.length
    return bytes
  }

  #arrival(looker: Looker, signal: AbortSignal): Promise<void> {
    return new Promise((resume) => {
      const wake = () => {
        looker.wake = undefined
        signal.removeEventListener("abort", wake)
        resume()
      }
      looker.wake = wake
      signal.addEventListener("abort", wake)
    })
  }
}
