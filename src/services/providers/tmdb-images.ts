/** Where TMDB's pictures are: which width is asked for which kind and size, and the path that makes. */
import type { ImageKind, ImageSize } from "../../domain/movie.ts"
import type { TmdbConfiguration } from "./tmdb-lists.ts"

const widths: Record<ImageKind, Record<ImageSize, string>> = {
  poster: { small: "w185", hd: "w780" },
  backdrop: { small: "w300", hd: "w1280" }
}

/** The path below the image host for a picture that TMDB names `/file.jpg`. */
export const imageRequestPath = (kind: ImageKind, size: ImageSize, file: string): string =>
  `/t/p/${widths[kind][size]}${file}`

/** Where we look for pictures. What TMDB's configuration says is checked against it, never followed: hosts are on a list (SAFE-4). */
const imageBaseUrl = "https://image.tmdb.org/t/p/"

/** What TMDB does not offer any more of what is asked for here, a sentence each; empty when all is well. */
export const imageProblems = (offered: TmdbConfiguration): ReadonlyArray<string> => {
  const base = offered.imageBaseUrl
  const moved =
    base === undefined || base === imageBaseUrl
      ? []
      : [`TMDB says that its pictures are at ${base}; they are asked for at ${imageBaseUrl}`]
  const offers: Record<ImageKind, ReadonlyArray<string>> = {
    poster: offered.posterSizes,
    backdrop: offered.backdropSizes
  }
  const missing = (["poster", "backdrop"] as const).flatMap((kind) =>
    Object.values(widths[kind])
      .filter((width) => !offers[kind].includes(width))
      .map((width) => `TMDB does not offer the width ${width} of a ${kind}`)
  )
  return [...moved, ...missing]
}
