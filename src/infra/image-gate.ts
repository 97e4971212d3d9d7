/**
 * Keeps writers and the one who deletes apart, file by file: a file that somebody holds is not removed, and who comes for a
 * file that is being removed waits until it is gone, and writes it again.
 */
import { Effect, Latch } from "effect"
import type { ImageHold, ImageRemoval } from "../services/image-files.ts"

export class ImageGate {
  readonly #holders = new Map<string, number>()
  readonly #removals = new Map<string, Latch.Latch>()

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

  /** Holds the file, and returns when nobody is removing it. */
  readonly enter = (file: string, hold: ImageHold | undefined): Effect.Effect<void> =>
    Effect.suspend(() => {
      hold?.add(file)
      return this.#removals.get(file)?.await ?? Effect.void
    })

  /** Asks and begins in one go, so that nobody comes between. */
  readonly remove = <E>(
    file: string,
    isNeeded: () => boolean,
    remove: Effect.Effect<void, E>
  ): Effect.Effect<ImageRemoval, E> =>
    Effect.suspend((): Effect.Effect<ImageRemoval, E> => {
      const other = this.#removals.get(file)
      if (other !== undefined) return Effect.andThen(other.await, this.remove(file, isNeeded, remove))
      if (this.#holders.has(file)) return Effect.succeed("held")
      if (isNeeded()) return Effect.succeed("needed")
      const gone = Latch.makeUnsafe(false)
      this.#removals.set(file, gone)
      const end = Effect.sync(() => {
        this.#removals.delete(file)
        gone.openUnsafe()
      })
      return Effect.as(remove, "removed" as const).pipe(Effect.ensuring(end), Effect.uninterruptible)
    })

  #letGo(file: string): void {
    const holders = this.#holders.get(file)! - 1
    if (holders > 0) this.#holders.set(file, holders)
    else this.#holders.delete(file)
  }
}
