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

/** Files that somebody counts on though no entry shows them yet; none of them is removed before the release. */
export interface ImageHold {
  readonly add: (file: string) => void
  readonly release: () => void
}

/** How a removal ended: the file is gone, or stays because somebody holds it, or because it is needed. */
export type ImageRemoval = "removed" | "held" | "needed"

export class ImageFiles extends Context.Service<
  ImageFiles,
  {
    /** A hold without files: for work that writes images now and lists them later. */
    readonly hold: () => ImageHold
    /** The name that these bytes get, if they are an image that may be written: magic bytes and size are checked. */
    readonly nameFor: (bytes: Uint8Array) => Effect.Effect<string, ImageRefused>
    /** Checks magic bytes and size, writes atomically, and returns the file name; the same bytes give the same name. */
    readonly write: (bytes: Uint8Array, hold?: ImageHold) => Effect.Effect<string, ImageRefused>
    /** Holds a file that was written before, and says whether it is there. */
    readonly keep: (file: string, hold: ImageHold) => Effect.Effect<boolean, ImageRefused>
    readonly read: (file: string) => Effect.Effect<Uint8Array | undefined, ImageRefused>
    /** Removes a file that nobody holds or needs; asking and removing are one. Removing what is not there is no error. */
    readonly remove: (file: string, isNeeded?: () => boolean) => Effect.Effect<ImageRemoval, ImageRefused>
    /** Free bytes on the disk, or null when that could not be found out: unknown never qualifies (LIFE-5). */
    readonly freeBytes: Effect.Effect<number | null>
  }
>()("reelstate/services/ImageFiles") {}
