/** A library directory into which somebody has put links that lead to films (SAFE-1). On a real disk. */
import { Effect, Layer, References } from "effect"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { NodeDisk } from "../../../src/infra/disk/node-disk.ts"
import { httpSettings } from "../../../src/infra/http/http-settings.ts"
import { ResponseCache } from "../../../src/infra/http/response-cache.ts"
import { DiskImageFiles } from "../../../src/infra/image-files.ts"
import { ImageFiles } from "../../../src/services/image-files.ts"
import type { BadInput, BadInputs } from "./bad-input.ts"

const film = `${"a".repeat(40)}.png`

/** Everything that writes, cuts or deletes files for itself, in this library, at the worst. */
const useAll = (directory: string) =>
  Effect.gen(function* () {
    const images = yield* ImageFiles
    const cache = yield* ResponseCache
    yield* Effect.ignore(images.remove(film))
    yield* Effect.ignore(images.write(new Uint8Array(Buffer.from("\x89PNG\r\n\x1a\nrest", "latin1"))))
    const entry = { key: "k", status: 200, type: "application/json", fetchedAt: 1, freshUntil: 2 }
    yield* cache.keep("tmdb", { ...entry, body: new Uint8Array(10) })
    yield* Effect.ignore(cache.purge("tmdb"))
  }).pipe(
    Effect.provide(
      Layer.mergeAll(
        DiskImageFiles.layer({ directory }),
        ResponseCache.layer(directory, httpSettings({ version: "0" }))
      ).pipe(Layer.provide(NodeDisk.layer), Layer.provide(Layer.succeed(References.MinimumLogLevel, "None")))
    )
  )

/** `link` is where in the library the link is; it leads to the folder of films, or to the film itself. */
const linked = (given: string, link: string, to: "folder" | "film"): BadInput => ({
  given,
  becomes: "the film is left alone",
  outcome: Effect.gen(function* () {
    const root = mkdtempSync(join(tmpdir(), "reelstate-links-"))
    const [films, library] = [join(root, "films"), join(root, "library")]
    for (const name of [film, "000001.answers"]) {
      mkdirSync(films, { recursive: true })
      writeFileSync(join(films, name), "a film, and no answer of anybody\n")
    }
    mkdirSync(dirname(join(library, link)), { recursive: true })
    symlinkSync(to === "folder" ? films : join(films, film), join(library, link))
    yield* useAll(library)
    const left = [film, "000001.answers"].map((name) => readFileSync(join(films, name), "utf8"))
    rmSync(root, { recursive: true })
    return left.every((text) => text === "a film, and no answer of anybody\n")
      ? "the film is left alone"
      : "it was changed"
  }).pipe(Effect.catchDefect((defect) => Effect.succeed(`the film is gone: ${String(defect)}`)))
})

export const badLinks: BadInputs = {
  heading: "Links in the library's directory",
  about: "Nothing is written, cut or deleted through a link; what is deleted has a name of our own making (SAFE-1).",
  inputs: [
    linked("`images` leads to the films", "images", "folder"),
    linked("a picture's name leads to a film", `images/${film}`, "film"),
    linked("`cache` leads to the films", "cache", "folder"),
    linked("`cache/tmdb` leads to the films", "cache/tmdb", "folder"),
    linked("a file of the cache leads to a film", "cache/tmdb/000001.answers", "film")
  ]
}
