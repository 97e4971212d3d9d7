/** A small library over real HTTP, in memory: the whole runtime with short deadlines, no cache that is fresh, and a quick breaker. */
import { Layer, Logger, Redacted, References } from "effect"
import { MemoryDisk } from "../../src/infra/disk/memory-disk.ts"
import { guardedClientLayer } from "../../src/infra/http/guarded-client.ts"
import { HttpDataProvider } from "../../src/infra/http/http-data-provider.ts"
import { httpSettings } from "../../src/infra/http/http-settings.ts"
import { DiskImageFiles } from "../../src/infra/image-files.ts"
import { MemoryStore } from "../../src/infra/json-store/memory-store.ts"
import { ProviderName } from "../../src/services/data-provider.ts"
import { EnrichmentSettings } from "../../src/services/enrichers/enricher.ts"
import { coreLayer } from "../../src/shells/library-layer.ts"
import { bodyBytesMax, timeoutMs } from "./scenarios.ts"

const defaults = httpSettings({ version: "0.0.0" })

/** Warnings and errors go into `lines`. */
const logInto = (lines: Array<string>) =>
  Layer.mergeAll(
    Logger.layer([
      Logger.make(({ logLevel, message }) => {
        const text = Array.isArray(message) ? message.map(String).join(" ") : String(message)
        lines.push(`${logLevel.toLowerCase()}: ${text}`)
      })
    ]),
    Layer.succeed(References.MinimumLogLevel, "Warn")
  )

export const tableLibrary = (
  baseUrls: Readonly<Record<ProviderName, string>>,
  log: Array<string>,
  imdbRatings: boolean
) => {
  const providerSettings = (name: ProviderName) => ({
    baseUrl: baseUrls[name],
    timeoutMs,
    bodyBytesMax,
    concurrency: 4,
    ratePerSecond: 1_000,
    burst: 50,
    perSecondMax: null,
    breaker: { ...defaults[name].breaker, failuresInARow: 2 },
    cache: defaults[name].cache === null ? null : { ...defaults[name].cache, freshDefaultMs: 0, freshMaxMs: 0 }
  })
  const settings = httpSettings({
    version: "0.0.0",
    contact: "table@example.org",
    tmdbToken: Redacted.make("any-key-will-do"),
    omdbKey: Redacted.make("any-key-will-do"),
    providers: Object.fromEntries(ProviderName.literals.map((name) => [name, providerSettings(name)]))
  })
  const disk = new MemoryDisk()
  return coreLayer().pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        MemoryStore.layerOn(disk),
        DiskImageFiles.layer({ directory: MemoryStore.directory }).pipe(Layer.provide(disk.layer)),
        HttpDataProvider.layer(MemoryStore.directory, settings).pipe(
          Layer.provide(Layer.mergeAll(guardedClientLayer(settings), disk.layer))
        )
      )
    ),
    Layer.provide(Layer.succeed(EnrichmentSettings, { languages: ["en"], imdbRatings })),
    Layer.provideMerge(logInto(log))
  )
}
