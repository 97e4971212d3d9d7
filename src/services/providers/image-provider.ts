/** The bytes of pictures. What they are is checked again by ImageFiles before they reach the disk (SAFE-4). */
import { Context, Effect, Layer } from "effect"
import type { ImageKind, ImageSize } from "../../domain/movie.ts"
import { imagePath } from "../../domain/text.ts"
import { DataProvider, type Lane, type ProviderError } from "../data-provider.ts"
import { ask, CallTimeoutMs } from "./ask.ts"
import { answerInvalid } from "./provider-failures.ts"
import { imageRequestPath } from "./tmdb-images.ts"

export interface Picture {
  readonly kind: ImageKind
  readonly size: ImageSize
  /** As TMDB names it: `/file.jpg`. */
  readonly path: string
}

export class ImageProvider extends Context.Service<
  ImageProvider,
  {
    readonly bytes: (picture: Picture, lane: Lane) => Effect.Effect<Uint8Array, ProviderError>
  }
>()("reelstate/services/ImageProvider") {}

/** The largest picture that is taken; a poster of width 780 has some 200 kB. */
const imageBytesMax = 10 * 1024 * 1024
const contentTypes = /^image\/(?:jpeg|jpg|png|webp)\b/i

const make = Effect.gen(function* () {
  const dataProvider = yield* DataProvider
  const timeoutMs = yield* CallTimeoutMs
  const bytes = Effect.fnUntraced(function* (
    picture: Picture,
    lane: Lane
  ): Effect.fn.Return<Uint8Array, ProviderError> {
    const file = imagePath(picture.path)
    if (file === undefined) return yield* answerInvalid("images", "the path does not name a picture")
    const path = imageRequestPath(picture.kind, picture.size, file)
    const answer = yield* ask(dataProvider, { provider: "images", path, query: {}, lane }, timeoutMs)
    if (!contentTypes.test(answer.contentType)) return yield* answerInvalid("images", `${path} is no picture`)
    const { byteLength } = answer.body
    if (byteLength === 0 || byteLength > imageBytesMax) {
      return yield* answerInvalid("images", `${path} has ${byteLength} bytes, not 1 to ${imageBytesMax}`)
    }
    return answer.body
  })
  return ImageProvider.of({ bytes })
})

/** ImageProvider over the DataProvider. */
export const imageProviderLayer: Layer.Layer<ImageProvider, never, DataProvider> = Layer.effect(ImageProvider, make)
