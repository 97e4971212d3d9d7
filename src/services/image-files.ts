/**
 * The files below `images/`, and nothing else on the disk (SAFE-1). Names are our own hash of the bytes;
 * a name that is not of that form is refused before it reaches the disk (SAFE-4).
 */
import { Context, type Effect, Schema } from "effect"

export const imageFilePattern = /^[0-9a-f]{40}\.(?:png|jpg|webp|gif)$/

export class ImageRefused extends Schema.TaggedError<ImageRefused>()("ImageRefused", { detail: Schema.String }) {
  override get message() {
    return `The image was refused: ${this.detail}`
  }
}

export class ImageFiles extends Context.Service<
  ImageFiles,
  {
    /** Checks magic bytes and size, writes atomically, and returns the file name; the same bytes give the same name. */
    readonly write: (bytes: Uint8Array) => Effect.Effect<string, ImageRefused>
    readonly read: (file: string) => Effect.Effect<Uint8Array | undefined, ImageRefused>
    /** Removing what is not there is no error. */
    readonly remove: (file: string) => Effect.Effect<void, ImageRefused>
    /** Free bytes on the disk, or null when that could not be found out: unknown never qualifies (LIFE-5). */
    readonly freeBytes: Effect.Effect<number | null>
  }
>()("reelstate/services/ImageFiles") {}
