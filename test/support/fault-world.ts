/** A whole library over HTTP, in virtual time: the real runtime, the real way to the providers, and a network of faults. */
import { Effect, Layer, Redacted } from "effect"
import type { Supervisor } from "../../src/actors/supervisor.ts"
import { HttpDataProvider } from "../../src/infra/http/http-data-provider.ts"
import { type HttpSettings, httpSettings, type ProviderHttpSettings } from "../../src/infra/http/http-settings.ts"
import { ProviderBudgets } from "../../src/infra/http/provider-budgets.ts"
import { DiskImageFiles } from "../../src/infra/image-files.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import type { Shelf } from "../../src/infra/stand-in/shelf.ts"
import type { AtRest } from "../../src/services/at-rest.ts"
import { ProviderName } from "../../src/services/data-provider.ts"
import type { Library } from "../../src/services/library.ts"
import { coreLayer } from "../../src/shells/library-layer.ts"
import { ProcessWorld } from "./process-world.ts"
import { netBases, StandInNet } from "./stand-in-net.ts"

/** Answers larger than this are refused; faults send more. */
const bodyBytesMax = 1_024 * 1_024

export const faultSettings = (own: Partial<ProviderHttpSettings> = {}): HttpSettings =>
  httpSettings({
    version: "0.0.0",
    contact: "somebody@example.org",
    tmdbToken: Redacted.make("any-key-will-do"),
    omdbKey: Redacted.make("any-key-will-do"),
    providers: Object.fromEntries(
      ProviderName.literals.map((name) => [name, { baseUrl: netBases[name], bodyBytesMax, ...own }])
    )
  })

export class FaultWorld extends ProcessWorld<Supervisor | AtRest | Library | ProviderBudgets> {
  readonly net: StandInNet
  readonly settings: HttpSettings

  constructor(seed: number, shelf: Shelf, settings: HttpSettings) {
    super(seed)
    this.settings = settings
    this.net = new StandInNet(shelf)
    this.net.isOpen = (provider) =>
      Effect.map(this.get(ProviderBudgets).status, (rows) =>
        rows.some((row) => row.provider === provider && row.breaker.state === "open")
      )
  }

  protected layer() {
    const outside = Layer.mergeAll(
      MemoryStore.layerOn(this.disk),
      DiskImageFiles.layer({ directory: MemoryStore.directory }).pipe(Layer.provide(this.disk.layer)),
      HttpDataProvider.layer(MemoryStore.directory, this.settings).pipe(
        Layer.provide(Layer.mergeAll(this.net.layer, this.disk.layer))
      )
    )
    return coreLayer().pipe(Layer.provideMerge(outside))
  }
}
