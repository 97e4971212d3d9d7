/** The services that the stand-in stands in for. */
import type { ProviderName } from "../../../services/data-provider.ts"
import type { Door } from "./door.ts"
import { imagesDoor } from "./images-door.ts"
import { omdbDoor } from "./omdb-door.ts"
import { makeTmdbDoor } from "./tmdb-door.ts"
import { wikidataDoor } from "./wikidata-door.ts"
import { wikipediaDoor } from "./wikipedia-door.ts"

export const makeDoors = (latencyScale: number): Readonly<Record<ProviderName, Door>> => ({
  tmdb: makeTmdbDoor(latencyScale),
  imdb: omdbDoor,
  wikidata: wikidataDoor,
  wikipedia: wikipediaDoor,
  images: imagesDoor
})
