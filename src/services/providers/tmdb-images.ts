/** Where TMDB's pictures are: which width is asked for which kind and size, and the path that makes. */
import type { ImageKind, ImageSize } from "../../domain/movie.ts"

const widths: Record<ImageKind, Record<ImageSize, string>> = {
  poster: { small: "w185", hd: "w780" },
  backdrop: { small: "w300", hd: "w1280" }
}

/** The path below the image host for a picture that TMDB names `/file.jpg`. */
export const imageRequestPath = (kind: ImageKind, size: ImageSize, file: string): string =>
  `/t/p/${widths[kind][size]}${file}`
