/** Fetching one picture of a movie, unless the file of that very picture is there already. */
import { Clock, Effect } from "effect"
import { ImageFiles } from "../image-files.ts"
import type { LearntImage } from "../enrichment.ts"
import { ImageProvider, type Picture } from "../providers/image-provider.ts"
import { imageRequestPath } from "../providers/tmdb-images.ts"
import type { EnricherServices, LearningError, Subject } from "./enricher.ts"

/** The file of a picture. The path names its content for good, so a file that is there is not fetched again. */
export const fetchPicture = Effect.fnUntraced(function* (
  subject: Subject,
  picture: Picture
): Effect.fn.Return<LearntImage, LearningError, EnricherServices> {
  const { kind, size, path } = picture
  const source = imageRequestPath(kind, size, path)
  const fetchedAt = yield* Clock.currentTimeMillis
  const held = subject.images.find((image) => image.source === source && !image.doomed)
  const files = yield* ImageFiles
  if (held !== undefined && (yield* files.keep(held.file, subject.hold))) {
    return { file: held.file, kind, size, source, bytes: held.bytes, fetchedAt }
  }
  const provider = yield* ImageProvider
  const bytes = yield* provider.bytes(picture, subject.lane)
  const file = yield* files.nameFor(bytes)
  const image: LearntImage = { file, kind, size, source, bytes: bytes.byteLength, fetchedAt }
  // Held first, so that nobody sweeps what is listed as nobody's; then listed, so that no crash leaves a file that nobody knows.
  subject.hold.add(file)
  yield* subject.announce(image)
  yield* files.write(bytes, subject.hold)
  return image
})
