/** What a library of many movies looks like inside: how much is known of whom, and how it was used. */
import type { InboundBody } from "../../src/domain/event.ts"
import type { Known } from "../../src/domain/knowledge.ts"
import { newLifecycle } from "../../src/domain/movie.ts"
import { dayMs } from "../../src/domain/time.ts"
import type { MovieColumns, MoviePatch } from "../../src/services/store.ts"
import { seededRandom } from "../kill-test/seeded-random.ts"

const words = "the of night last river winter silent star house road city return king girl light garden story".split(
  " "
)

type Hints = Extract<InboundBody, { readonly type: "BulkImportRequested" }>["movies"]

/** Hints as a list of a provider gives them: id, title, year, often a second id. */
export const hintsOf = (from: number, count: number): Hints =>
  Array.from({ length: count }, (_, place) => {
    const random = seededRandom(`hint ${from + place}`)
    const title = Array.from({ length: 1 + random.below(5) }, () => random.pick(words)).join(" ")
    const movie = `tmdb:${10_000_000 + from + place}`
    const second = random.chance(0.7) ? { aliases: [`imdb:tt${20_000_000 + from + place}`] } : {}
    return { movie, title, year: 1950 + random.below(75), ...second }
  })

const text = (length: number) =>
  "A story told in as many words as such stories take. ".repeat(length / 50).slice(0, length)

const deepFields = (at: number): Record<string, Known> => {
  const known = (value: Known["value"], source: Known["source"] = "tmdb"): Known => ({ value, source, fetchedAt: at })
  const credits = Array.from({ length: 12 }, (_, order) => ({
    person: `tmdb-${order * 37}`,
    kind: "played",
    as: "A role",
    order
  }))
  return {
    originalTitle: known("A title"),
    releaseDate: known("1994-07-06"),
    runtimeMinutes: known(142),
    language: known("en"),
    overview: known(text(350)),
    tagline: known(text(60)),
    poster: known("/invented.png"),
    genres: known(["Drama", "Comedy"]),
    rating: known({ average: 7.1, votes: 1_200 }),
    credits: known(credits),
    keywords: known(words.slice(0, 10)),
    summary: known(text(500), "wikipedia")
  }
}

export const isDeep = (place: number): boolean => place % 5 === 0

/** Of five movies one is known deeply, and three were used. */
export const patchOf = ({ id, statistics }: MovieColumns, place: number, now: number): MoviePatch => {
  const random = seededRandom(`record ${place}`)
  const lastAccess = now - Math.floor(random.next() * 300 * dayMs)
  const used = {
    ...statistics,
    viewCount: 1 + random.below(20),
    plays: random.below(5),
    lastAccess,
    popularityScore: random.next() * 10,
    scoredAt: lastAccess
  }
  const isUsed = place % 5 < 3 ? { statistics: used } : {}
  if (!isDeep(place)) return { id, ...isUsed }
  const fetchedAt = now - 10 * dayMs
  const lifecycle = { ...newLifecycle, state: "deep", wanted: "deep", refreshAt: fetchedAt + 150 * dayMs } as const
  return { id, ...isUsed, lifecycle, knowledge: { fields: deepFields(fetchedAt), gaps: [] } }
}
