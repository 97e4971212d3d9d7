/** The enrichers, in the order in which they run. */
import { credits } from "./credits.ts"
import { details } from "./details.ts"
import type { Enricher } from "./enricher.ts"
import { externalIds } from "./external-ids.ts"
import { genres } from "./genres.ts"
import { images } from "./images.ts"
import { keywords } from "./keywords.ts"
import { poster } from "./poster.ts"
import { rating } from "./rating.ts"
import { wikipediaSummary } from "./wikipedia-summary.ts"

export const allEnrichers: ReadonlyArray<Enricher> = [
  // basic
  details,
  poster,
  // medium
  credits,
  genres,
  rating,
  // deep: the ids first, for the summary is found by them
  externalIds,
  images,
  keywords,
  wikipediaSummary
]
