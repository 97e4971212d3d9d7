/** The least of a library that an engine needs: one movie, its images, and a commit that merges what was learnt. */
import { Effect, Layer } from "effect"
import { mergeKnowledge } from "../../src/domain/merge-knowledge.ts"
import type { ImageEntry, Movie } from "../../src/domain/movie.ts"
import type { Enrichment } from "../../src/services/enrichment.ts"
import { ImageFiles, type ImageHold, ImageRefused } from "../../src/services/image-files.ts"
import { Store } from "../../src/services/store.ts"

type Library = Store["Service"]

export const memoryLibrary = (first: Movie) => {
  let movie: Movie | undefined = first
  let images: ReadonlyArray<ImageEntry> = []
  const files = new Map<string, Uint8Array>()

  /** Files that were listed before they were written, and whether they were. */
  const announced: Array<string> = []
  const nameOf = (bytes: Uint8Array) =>
    `${(bytes.byteLength * 256 + (bytes[9] ?? 0)).toString(16).padStart(40, "0")}.jpg`
  const checked = (bytes: Uint8Array) =>
    bytes[0] === 0xff || bytes[0] === 0x89
      ? Effect.succeed(bytes)
      : Effect.fail(new ImageRefused({ detail: "it is no picture" }))

  const write = (bytes: Uint8Array, holder?: ImageHold) =>
    Effect.map(checked(bytes), () => {
      const file = nameOf(bytes)
      files.set(file, bytes)
      holder?.add(file)
      return file
    })

  /** Files that are gone from the disk though they are listed. */
  const lost = new Set<string>()
  /** What is held, oldest first; released holds leave. */
  const holds: Array<ReadonlySet<string>> = []
  const hold = () => {
    const names = new Set<string>()
    holds.push(names)
    const release = () => {
      if (holds.includes(names)) holds.splice(holds.indexOf(names), 1)
    }
    return { add: (file: string) => void names.add(file), release }
  }

  return {
    lost,
    holds,
    announced,
    layer: Layer.merge(
      Layer.succeed(Store, {
        movie: () => Effect.sync(() => movie),
        imagesOf: () => images,
        commit: ({ images: listed = [] }) =>
          Effect.sync(() => {
            announced.push(...listed.map(({ file }) => `${file}${files.has(file) ? " is there already" : ""}`))
            return { first: 0, last: 0 }
          })
      } as Partial<Library> as Library),
      Layer.mock(ImageFiles, {
        nameFor: (bytes) => Effect.map(checked(bytes), nameOf),
        write,
        hold,
        keep: (file) => Effect.succeed(!lost.has(file))
      })
    ),
    files,
    movie: (): Movie => movie ?? first,
    images: () => images,
    set: (next: Movie | undefined) => {
      movie = next
    },
    setImages: (next: ReadonlyArray<ImageEntry>) => {
      images = next
    },
    /** What a movie's shard does with an enrichment. */
    commit: (enrichment: Enrichment, now: number) => {
      const current = movie ?? first
      const aliases = [...new Set([...current.identity.aliases, ...enrichment.aliases])]
      const knowledge = mergeKnowledge(current.knowledge, enrichment, now)
      movie = { ...current, identity: { ...current.identity, aliases }, knowledge }
      images = enrichment.images
        .map((image) => ({ ...image, movie: first.id, doomed: false }))
        .concat(
          images.filter((held) => !enrichment.images.some(({ kind, size }) => kind === held.kind && size === held.size))
        )
    }
  }
}
