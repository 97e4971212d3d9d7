/**
 * The library of the lab: the real runtime over replay fixtures, in virtual time. Housekeeping runs by itself, and the
 * budget for images is small, because the pictures of the fixtures are.
 */
import { type Effect, Layer } from "effect"
import { DiskImageFiles } from "../infra/image-files.ts"
import { JsonReplayProvider } from "../infra/replay/json-replay-provider.ts"
import { JsonStore } from "../infra/json-store/json-store.ts"
import { foundingRules } from "../services/housekeeping/rules.ts"
import { defaultThresholds, type Thresholds } from "../services/housekeeping/thresholds.ts"
import { tmdbProviderLayer } from "../services/providers/tmdb-provider.ts"
import { coreLayer } from "../shells/library-layer.ts"
import type { ProviderTally } from "./provider-tally.ts"
import { quickDisk } from "./quick-disk.ts"

/** What the library of the lab forgets by. All else is as everywhere. */
export const labThresholds: Thresholds = {
  ...defaultThresholds,
  freeBytesMin: 0,
  freeBytesAim: 0,
  imageBytesMax: 240_000,
  imageBytesAim: 200_000
}

export interface LabOptions {
  /** Where the library lives. Absolute. */
  readonly directory: string
  /** The folder of replay packs. */
  readonly fixtures: string
  readonly tally: ProviderTally
}

const housekeeper = { thresholds: labThresholds, rules: foundingRules, plansMax: 8, autopilot: true }

export const labLayer = ({ directory, fixtures, tally }: LabOptions) =>
  Layer.mergeAll(coreLayer({ thresholds: labThresholds, housekeeper }), tmdbProviderLayer).pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        JsonStore.layer({ directory, what: "reelstate start" }),
        DiskImageFiles.layer({ directory }),
        tally.layer.pipe(Layer.provide(JsonReplayProvider.layer(fixtures, { latencyScale: 1 })))
      )
    ),
    Layer.provide(quickDisk)
  )

export type LabServices = Layer.Success<ReturnType<typeof labLayer>>
export type LabError = Layer.Error<ReturnType<typeof labLayer>>

export type LabEffect<A, E = never> = Effect.Effect<A, E, LabServices>
