/** A whole library in one process that may end at any moment: everything but network and disk is the real thing. */
import { Layer } from "effect"
import type { Supervisor } from "../../src/actors/supervisor.ts"
import { DiskImageFiles } from "../../src/infra/image-files.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import type { AtRest } from "../../src/services/at-rest.ts"
import { DataProvider } from "../../src/services/data-provider.ts"
import type { Housekeeper } from "../../src/services/housekeeping/housekeeper.ts"
import type { Library } from "../../src/services/library.ts"
import { coreLayer } from "../../src/shells/library-layer.ts"
import { flakyLine, goodLine, type LineMood } from "./flaky-provider.ts"
import { ProcessWorld } from "./process-world.ts"

/** Forgetting within months, so that a short history meets it. */
export const thresholds = { idleDaysMax: 60, historyDaysMin: 60, popularityMin: 0.05, breakerMoviesMin: 1_000 }

export class LibraryWorld extends ProcessWorld<Supervisor | AtRest | Housekeeper | Library> {
  mood: LineMood = goodLine
  readonly #line: DataProvider["Service"]

  constructor(seed: number, fixtures: DataProvider["Service"]) {
    super(seed)
    this.#line = flakyLine(fixtures, seed, () => this.mood)
  }

  protected layer() {
    const outside = Layer.mergeAll(
      MemoryStore.layerOn(this.disk),
      DiskImageFiles.layer({ directory: MemoryStore.directory }).pipe(Layer.provide(this.disk.layer)),
      Layer.succeed(DataProvider, this.#line)
    )
    return coreLayer({ thresholds }).pipe(Layer.provideMerge(outside))
  }
}
