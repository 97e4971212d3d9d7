/** The library of the world: the real runtime over the fixtures and their variants, on a disk and with providers that can be broken. */
import { Layer } from "effect"
import { DiskImageFiles } from "../../infra/image-files.ts"
import { JsonReplayProvider } from "../../infra/replay/json-replay-provider.ts"
import { JsonStore } from "../../infra/json-store/json-store.ts"
import { tmdbProviderLayer } from "../../services/providers/tmdb-provider.ts"
import { coreLayer } from "../../shells/library-layer.ts"
import type { ProviderTally } from "../provider-tally.ts"
import { quickDisk } from "../quick-disk.ts"
import { type Adjustable, policies } from "./policies.ts"
import { variantsLayer } from "./variants.ts"
import type { Machine, WorldFaults } from "./world-faults.ts"

export interface WorldLibraryOptions {
  readonly directory: string
  readonly fixtures: string
  readonly policy: string
  readonly thresholds: Adjustable
  readonly tally: ProviderTally
  readonly faults: WorldFaults
  readonly machine: Machine
}

export const worldLayer = (options: WorldLibraryOptions) => {
  const { directory, faults, fixtures, machine, policy, tally, thresholds } = options
  const { rules } = policies[policy]!
  const replay = variantsLayer.pipe(Layer.provide(JsonReplayProvider.layer(fixtures, { latencyScale: 1 })))
  const provider = tally.layer.pipe(Layer.provide(faults.providerLayer.pipe(Layer.provide(replay))))
  const housekeeper = { thresholds, rules, plansMax: 8, autopilot: true }
  return Layer.mergeAll(coreLayer({ thresholds, housekeeper }), tmdbProviderLayer).pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        JsonStore.layer({ directory, what: "reelstate start" }),
        DiskImageFiles.layer({ directory }),
        provider
      )
    ),
    Layer.provide(faults.diskLayer(machine).pipe(Layer.provide(quickDisk)))
  )
}

export type WorldServices = Layer.Success<ReturnType<typeof worldLayer>>
export type WorldError = Layer.Error<ReturnType<typeof worldLayer>>
