/** Which events are about one movie, by whatever name they call it. */
import type { MovieRef } from "../../domain/identity.ts"
import type { Movie } from "../../domain/movie.ts"
import type { Keep } from "./event-ring.ts"

const namesMax = 64

/** Learns from MovieCreated which id an alias became, so that a movie can be followed before it exists. */
export const aboutMovie = (ref: MovieRef, movie: Movie | undefined): Keep => {
  const names = new Set<string>([ref, ...(movie === undefined ? [] : [movie.id, ...movie.identity.aliases])])
  return ({ event }) => {
    if (event.type === "MovieCreated" && event.aliases.some((alias) => names.has(alias)) && names.size < namesMax) {
      for (const name of [event.movie, ...event.aliases]) names.add(name)
    }
    return "movie" in event && event.movie !== undefined && names.has(event.movie)
  }
}
