/** Movies, a line each. Pure. */
import type { LifecycleState } from "../../domain/level.ts"
import type { ListedMovie } from "../http/movie-list.ts"
import { bytes, count, counted, duration, number, shown } from "./format.ts"
import type { Format, Paint } from "./style.ts"
import { table } from "./table.ts"

const colours: Record<LifecycleState, Format> = {
  initial: "dim",
  basic: "blue",
  medium: "cyan",
  deep: "green",
  downgraded: "yellow"
}

const cells = (movie: ListedMovie, now: number, paint: Paint): ReadonlyArray<string> => [
  movie.id,
  paint(colours[movie.state], movie.state),
  count(movie.viewCount),
  movie.lastAccess === null ? "never" : `${duration(Math.max(0, now - movie.lastAccess))} ago`,
  number(Number(movie.popularity.toFixed(3))),
  bytes(movie.bytes),
  `${movie.title === null ? "(no title)" : shown(movie.title, 60)}${movie.year === null ? "" : ` (${movie.year})`}${movie.pinned ? "  pinned" : ""}`
]

const heads = ["id", "state", "views", "used", "popularity", "on disk", "title"]

export const listLines = (
  movies: ReadonlyArray<ListedMovie>,
  total: number,
  now: number,
  paint: Paint
): ReadonlyArray<string> => {
  if (movies.length === 0) return ["No movies."]
  const align = ["left", "left", "right", "right", "right", "right", "left"] as const
  const [head = "", ...rows] = table([heads, ...movies.map((movie) => cells(movie, now, paint))], align)
  const more = total - movies.length
  return [
    paint("dim", head),
    ...rows,
    "",
    more === 0 ? counted(total, "movie") : `${counted(total, "movie")}; ${count(more)} more with --limit ${total}`
  ]
}
