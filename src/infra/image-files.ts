/**
 * The files below `<library>/images`, on a Disk. A name is the beginning of the SHA-256 of the bytes, so nothing that a
 * provider says ever becomes part of a path (SAFE-4); a directory or file that is a symbolic link is refused (SAFE-1).
 */
import { Effect, Layer } from "effect"
import { createHash } from "node:crypto"
import { ImageFiles, imageFilePattern, type ImageHold, ImageRefused } from "../services/image-files.ts"
import { Disk, type DiskError, replaceFile } from "./disk/disk.ts"
import { ImageGate } from "./image-gate.ts"

export const imageBytesMax = 20 * 1024 * 1024

const startsWith = (bytes: Uint8Array, text: string, at = 0): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .subarray(at, at + text.length)
    .toString("latin1") === text

/** What the first bytes say, or undefined when they are no image that we keep. */
export const imageExtensionOf = (bytes: Uint8Array): "png" | "jpg" | "webp" | "gif" | undefined => {
  if (startsWith(bytes, "\x89PNG\r\n\x1a\n")) return "png"
  if (startsWith(bytes, "\xff\xd8\xff")) return "jpg"
  if (startsWith(bytes, "GIF87a") || startsWith(bytes, "GIF89a")) return "gif"
  return startsWith(bytes, "RIFF") && startsWith(bytes, "WEBP", 8) ? "webp" : undefined
}

const refuse = (detail: string): ImageRefused => new ImageRefused({ detail })
const fromDisk = (error: DiskError): ImageRefused =>
  refuse(`${error.message}${error.isFull ? ". Free some space and try again" : ""}`)

const nameFor = (bytes: Uint8Array): Effect.Effect<string, ImageRefused> => {
  if (bytes.length > imageBytesMax)
    return Effect.fail(refuse(`it has ${bytes.length} bytes, more than the ${imageBytesMax} allowed`))
  const extension = imageExtensionOf(bytes)
  if (extension === undefined) return Effect.fail(refuse("its first bytes are not those of a PNG, JPEG, WebP or GIF"))
  return Effect.succeed(`${createHash("sha256").update(bytes).digest("hex").slice(0, 40)}.${extension}`)
}

const make = (directory: string) =>
  Effect.gen(function* () {
    const disk = yield* Disk
    const images = `${directory}/images`
    const gate = new ImageGate()

    const ownDirectory = Effect.gen(function* () {
      const kind = yield* disk.kindOf(images)
      if (kind === "absent" || kind === "directory") return
      yield* refuse(`${images} is a ${kind}, not a directory of the library`)
    })

    /** The path of a file that is there and is a plain file, or undefined. */
    const ownFile = Effect.fnUntraced(function* (file: string) {
      if (!imageFilePattern.test(file))
        return yield* refuse(`${JSON.stringify(file.slice(0, 100))} is no name of an image file`)
      yield* ownDirectory
      const path = `${images}/${file}`
      const kind = yield* disk.kindOf(path)
      if (kind === "absent") return undefined
      return kind === "file" ? path : yield* refuse(`${path} is a ${kind}, not a file of the library`)
    })

    const mapped = <A>(effect: Effect.Effect<A, DiskError | ImageRefused>): Effect.Effect<A, ImageRefused> =>
      Effect.catchTag(effect, "DiskError", (error) => Effect.fail(fromDisk(error)))

    const writeAs = Effect.fnUntraced(function* (name: string, bytes: Uint8Array) {
      const known = yield* ownFile(name)
      const present = known === undefined ? undefined : yield* disk.read(known)
      if (present !== undefined && Buffer.compare(present, bytes) === 0) return name
      const path = `${images}/${name}`
      yield* disk.makeDirectory(images)
      yield* disk.unlink(`${path}.next`)
      yield* Effect.provideService(replaceFile(path, [bytes]), Disk, disk)
      return name
    }, mapped)

    const write = (bytes: Uint8Array, hold?: ImageHold) =>
      Effect.flatMap(nameFor(bytes), (name) => gate.enter(name, hold, writeAs(name, bytes)))

    const read = Effect.fnUntraced(function* (file: string) {
      const path = yield* ownFile(file)
      return path === undefined ? undefined : yield* disk.read(path)
    }, mapped)

    const keep = (file: string, hold: ImageHold) =>
      gate.enter(file, hold, mapped(Effect.map(ownFile(file), (path) => path !== undefined)))

    const unlink = Effect.fnUntraced(function* (file: string) {
      const path = yield* ownFile(file)
      // What a crash has left of the writing goes with it.
      yield* disk.unlink(`${images}/${file}.next`)
      if (path !== undefined) yield* disk.unlink(path)
      yield* disk.syncDirectory(images)
    }, mapped)

    const remove = (file: string, isNeeded = () => false) => gate.remove(file, isNeeded, unlink(file))

    return ImageFiles.of({ hold: gate.hold, nameFor, write, keep, read, remove, freeBytes: disk.freeBytes(directory) })
  })

export const DiskImageFiles = {
  /** `directory` is the library's; the files are in `images/` below it. */
  layer: (options: { readonly directory: string }): Layer.Layer<ImageFiles, never, Disk> =>
    Layer.effect(ImageFiles, make(options.directory))
}
