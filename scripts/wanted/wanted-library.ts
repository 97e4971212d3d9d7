/** A whole library over real HTTP: the default settings of everything, but for the addresses and the speed of pictures. */
import { Layer, Redacted } from "effect"
import { NodeDisk } from "../../src/infra/disk/node-disk.ts"
import { guardedClientLayer } from "../../src/infra/http/guarded-client.ts"
import { HttpDataProvider } from "../../src/infra/http/http-data-provider.ts"
import { httpSettings } from "../../src/infra/http/http-settings.ts"
import { DiskImageFiles } from "../../src/infra/image-files.ts"
import { JsonStore } from "../../src/infra/json-store/json-store.ts"
import type { ProviderName } from "../../src/services/data-provider.ts"
import { coreLayer } from "../../src/shells/library-layer.ts"

/** The stand-in counts pictures as strictly as TMDB, so that they get TMDB's speed. */
const imageSpeed = { ratePerSecond: 34, burst: 3, perSecondMax: 40, concurrency: 20 }

export const wantedLibrary = (directory: string, baseUrls: Readonly<Record<string, string>>) => {
  const at = (name: ProviderName) => ({ baseUrl: baseUrls[name]! })
  const settings = httpSettings({
    version: "0.0.0",
    contact: "wanted@example.org",
    tmdbToken: Redacted.make("any-key-will-do"),
    omdbKey: Redacted.make("any-key-will-do"),
    providers: {
      tmdb: at("tmdb"),
      imdb: at("imdb"),
      wikidata: at("wikidata"),
      wikipedia: at("wikipedia"),
      images: { ...at("images"), ...imageSpeed }
    }
  })
  return coreLayer().pipe(
    Layer.provideMerge(
      Layer.mergeAll(
        JsonStore.layer({ directory, what: "scripts/wanted.ts" }),
        DiskImageFiles.layer({ directory }),
        HttpDataProvider.layer(directory, settings).pipe(Layer.provide(guardedClientLayer(settings)))
      )
    ),
    Layer.provide(NodeDisk.layer)
  )
}
