/**
 * Keeps those who write an image file and the one who deletes it apart, file by file: one at a time, and a file that somebody
 * holds is not removed. Who comes for a file that is being removed waits until it is gone, and writes it again.
 */
import { Effect, Latch } from "effect"
import type { ImageHold, ImageRemoval } from "../services/image-files.ts"

export class ImageGate {
  readonly #holders = new Map<string, number>()
  readonly #busy = new Map<string, Latch.Latch>()

  readonly hold = (): ImageHold => {
    const files = new Set<string>()
    return {
      add: (file) => {
        if (files.has(file)) return
        files.add(file)
        this.#holders.set(file, (this.#holders.get(file) ?? 0) + 1)
      },
      release: () => {
        for (const file of files) this.#letGo(file)
        files.clear()
      }
    }
  }

  /** Holds the file at once, and does something with it when nobody else does. */
  readonly enter = <A, E>(file: string, hold: ImageHold | undefined, use: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.suspend(() => {
      hold?.add(file)
      return this.#alone(file, () => use)
    })

  /** Asks and removes in one go, so that nobody comes between. */
  readonly remove = <E>(
    file: string,
    isNeeded: () => boolean,
    remove: Effect.Effect<void, E>
  ): Effect.Effect<ImageRemoval, E> =>
    this.#alone(file, (): Effect.Effect<ImageRemoval, E> => {
      if (this.#holders.has(file)) return Effect.succeed("held")
      return isNeeded() ? Effect.succeed("needed") : Effect.as(remove, "removed")
    })

  // What has begun is let finish: an operation of the disk goes on although nobody waits for it.
  #alone<A, E>(file: string, use: () => Effect.Effect<A, E>): Effect.Effect<A, E> {
    return Effect.suspend(() => {
      const other = this.#busy.get(file)
      if (other !== undefined) return Effect.andThen(other.await, this.#alone(file, use))
      const done = Latch.makeUnsafe(false)
      this.#busy.set(file, done)
      const end = Effect.sync(() => {
        this.#busy.delete(file)
        done.openUnsafe()
      })
      return Effect.suspend(use).pipe(Effect.ensuring(end), Effect.uninterruptible)
    })
  }

  #letGo(file: string): void {
    const holders = this.#holders.get(file)! - 1
    if (holders > 0) this.#holders.set(file, holders)
    else this.#holders.delete(file)
  }
}
