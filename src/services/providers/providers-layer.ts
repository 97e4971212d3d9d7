/** All providers, over whatever gets the bytes. */
import { Layer } from "effect"
import { imageProviderLayer } from "./image-provider.ts"
import { imdbProviderLayer } from "./imdb-provider.ts"
import { tmdbProviderLayer } from "./tmdb-provider.ts"
import { wikipediaProviderLayer } from "./wikipedia-provider.ts"

export const providersLayer = Layer.mergeAll(
  tmdbProviderLayer,
  imdbProviderLayer,
  wikipediaProviderLayer,
  imageProviderLayer
)
