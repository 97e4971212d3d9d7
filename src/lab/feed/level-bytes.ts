/** What it takes to keep so much of a movie, in bytes of pictures: the mean over the movies that are kept so, looked at in turn. */
import type { MovieId } from "../../domain/identity.ts"
import { knownLevel, type Level } from "../../domain/level.ts"
import type { Store } from "../../services/store.ts"

/** How much a new movie changes a mean. */
const weight = 0.02

export class LevelBytes {
  readonly #means = new Map<Level, number>()
  #next = 0

  /** Looks at so many movies, going on where it stopped. */
  look(store: Store["Service"], ids: ReadonlyArray<MovieId>, count: number): void {
    for (let looked = 0; looked < Math.min(count, ids.length); looked++) {
      const columns = store.columns(ids[this.#next++ % ids.length]!)
      if (columns === undefined) continue
      const level = knownLevel(columns.lifecycle.state, columns.lifecycle.kept)
      const bytes = columns.smallImageBytes + columns.hdImageBytes
      const before = this.#means.get(level) ?? bytes
      this.#means.set(level, before + weight * (bytes - before))
    }
  }

  /** 0 until the first such movie was seen. */
  of(level: Level): number {
    return this.#means.get(level) ?? 0
  }
}
