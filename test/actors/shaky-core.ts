/** The core over a store whose reads fail whenever the test says so. */
import { Effect, Layer } from "effect"
import { defaultSupervisorSettings, type SupervisorSettings } from "../../src/actors/supervisor-settings.ts"
import { layerWith } from "../../src/actors/supervisor.ts"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import type { EnrichmentEngine } from "../../src/services/enrichment.ts"
import { Store, StoreBroken, StoreError } from "../../src/services/store.ts"
import { busWorld } from "../services/bus/bus-world.ts"

export interface ShakyOptions {
  readonly engine: Layer.Layer<EnrichmentEngine>
  readonly disk?: MemoryDisk
  readonly settings?: Partial<SupervisorSettings>
  /** Asked before every read; true makes it fail. */
  readonly fails: () => boolean
}

const unreadable = new StoreError({
  reason: new StoreBroken({ path: "/library", operation: "read", detail: "told to fail" })
})

const shakyStore = (fails: () => boolean) =>
  Layer.effect(
    Store,
    Effect.map(Store, (store) => {
      const shaky =
        <A, B>(read: (input: A) => Effect.Effect<B, StoreError>) =>
        (input: A) =>
          Effect.suspend(() => (fails() ? Effect.fail(unreadable) : read(input)))
      return {
        ...store,
        movie: shaky(store.movie),
        resolve: shaky(store.resolve),
        relations: shaky(store.relations),
        bin: shaky(store.bin)
      }
    })
  )

export const shakyCore = ({ engine, disk = new MemoryDisk(), settings = {}, fails }: ShakyOptions) =>
  layerWith({ ...defaultSupervisorSettings, ...settings }).pipe(
    Layer.provideMerge(Layer.merge(busWorld(disk, {}, shakyStore(fails)), engine))
  )
