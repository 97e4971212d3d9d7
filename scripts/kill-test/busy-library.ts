/** The library under test, set so that as much as possible happens in a short time: small waits, early forgetting. */
import { Layer } from "effect"
import { NodeDisk } from "../../src/infra/disk/node-disk.ts"
import { DiskImageFiles } from "../../src/infra/image-files.ts"
import { JsonStore } from "../../src/infra/json-store/json-store.ts"
import { JsonReplayProvider } from "../../src/infra/replay/json-replay-provider.ts"
import { createMovieMachine } from "../../src/machines/movie-machine.ts"
import { defaultMovieSettings } from "../../src/machines/movie-context.ts"
import { coreLayer } from "../../src/shells/library-layer.ts"
import { type BreakName, brokenDisk, brokenStore } from "./breaks.ts"

const secondDays = 1 / 86_400

/** A movie may be forgotten a moment after it was used, and forgotten again soon after. */
const thresholds = {
  graceDays: 0.3 * secondDays,
  idleDaysMax: 0.2 * secondDays,
  historyDaysMin: 0.2 * secondDays,
  popularityMin: 2,
  breakerShare: 1,
  imageBytesMax: 20_000,
  imageBytesAim: 10_000
}
const machine = createMovieMachine({ ...defaultMovieSettings, graceMs: 300, playingMs: 200 })

export interface BusyLibrary {
  readonly directory: string
  readonly fixtures: string
  readonly what: string
  readonly broken?: BreakName | undefined
}

export const busyLibraryLayer = ({ directory, fixtures, what, broken }: BusyLibrary) => {
  const store = JsonStore.layer({ directory, what, checkpointBytesMin: 200_000, checkpointShare: 0.2 })
  return coreLayer({
    thresholds,
    supervisor: { residentsMax: 16, machine },
    bus: { windowSize: 512, knownIdsMax: 16_384 },
    cache: { sweepEveryMs: 50 }
  }).pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        brokenStore(broken, store),
        DiskImageFiles.layer({ directory }),
        JsonReplayProvider.layer(fixtures, { latencyScale: 0.02 })
      )
    ),
    Layer.provideMerge(brokenDisk(broken, NodeDisk.layer))
  )
}
