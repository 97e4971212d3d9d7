/** A small world around the actors: the supervisor over a moody engine, in a process that may end at any moment. */
import { Layer } from "effect"
import { layerWith, type Supervisor } from "../../src/actors/supervisor.ts"
import { defaultSupervisorSettings, type SupervisorSettings } from "../../src/actors/supervisor-settings.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import { AtRest } from "../../src/services/at-rest.ts"
import { defaultBusSettings, layerWith as busWith } from "../../src/services/bus/live-bus.ts"
import { type Moody, moodyEngine, newMoody } from "./moody-engine.ts"
import { ProcessWorld } from "./process-world.ts"

/** Small limits, so that a short history meets them. */
export const worldSettings = { residentsMax: 1, enrichmentsMax: 2 } satisfies Partial<SupervisorSettings>
const busLimits = { windowSize: 8, batchSizeMax: 4, knownIdsMax: 64 }

export class ActorWorld extends ProcessWorld<Supervisor | AtRest> {
  readonly moody: Moody
  readonly #settings: Partial<SupervisorSettings>

  constructor(seed: number, settings: Partial<SupervisorSettings> = worldSettings) {
    super(seed)
    this.moody = newMoody(seed)
    this.#settings = settings
  }

  protected layer() {
    return layerWith({ ...defaultSupervisorSettings, ...this.#settings }).pipe(
      Layer.provideMerge(busWith({ ...defaultBusSettings, ...busLimits })),
      Layer.provideMerge(Layer.mergeAll(MemoryStore.layerOn(this.disk), AtRest.layer, moodyEngine(this.moody)))
    )
  }
}
