/** The json store over a disk in memory: for tests, simulations and trying things out. */
import { Layer } from "effect"
import { MemoryDisk } from "../disk/memory-disk.ts"
import type { Store, StoreError } from "../../services/store.ts"
import { jsonStoreInMemory } from "./json-store.ts"

const directory = "/library"

/** Over a disk of one's own, that can be crashed and opened again. */
const layerOn = (disk: MemoryDisk): Layer.Layer<Store, StoreError> =>
  Layer.provide(jsonStoreInMemory({ directory }), disk.layer)

export const MemoryStore = {
  directory,
  layerOn,
  /** Over a fresh disk each time it is built. */
  layer: Layer.suspend(() => layerOn(new MemoryDisk()))
}
