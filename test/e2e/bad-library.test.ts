import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { crc32 } from "node:zlib"
import { AtRest } from "../../src/services/at-rest.ts"
import { EventBus } from "../../src/services/event-bus.ts"
import type { StoreError } from "../../src/services/store.ts"
import { directoryBytes } from "./directory-bytes.ts"
import { openDirectory, temporaryDirectory } from "./real-library.ts"

const open = (directory: string) => Effect.scoped(Effect.provide(Effect.void, openDirectory(directory)))

/** A library with a few movies in it, closed. */
const fill = (directory: string) =>
  Effect.scoped(
    Effect.provide(
      Effect.gen(function* () {
        const bus = yield* EventBus
        const rest = yield* AtRest
        const movies = ["tmdb:13", "tmdb:12", "tmdb:14"].map((movie) => ({ movie, title: `Film ${movie}` }))
        yield* bus.publish({ type: "BulkImportRequested", movies })
        yield* rest.wait
        yield* bus.publish({ type: "MovieViewed", movie: "tmdb:13" })
        yield* rest.wait
      }),
      openDirectory(directory)
    )
  )

const journalOf = (directory: string) => join(directory, "journal.ndjson")

const lineAt = (at: number, mark: string, entry: unknown): string => {
  const body = `${mark} ${JSON.stringify(entry)}`
  return `${crc32(body, at).toString(16).padStart(8, "0")}${body}\n`
}

const appendLine = (directory: string, entry: unknown) => {
  const bytes = readFileSync(journalOf(directory))
  writeFileSync(journalOf(directory), Buffer.concat([bytes, Buffer.from(lineAt(bytes.length, "!", entry))]))
}

const overwrite = (path: string, at: number, text: string) => {
  const bytes = readFileSync(path)
  bytes.write(text, at)
  writeFileSync(path, bytes)
}

type Tag = StoreError["reason"]["_tag"]

/** What may have become of a library, and what opening it must say. */
const spoilt: ReadonlyArray<readonly [what: string, spoil: (directory: string) => void, tag: Tag, says: RegExp]> = [
  [
    "a library of a newer format",
    (directory) => writeFileSync(join(directory, "library.json"), `{"format":999,"kind":"json"}\n`),
    "FormatTooNew",
    /has format 999; this version reads up to 1\. It was left untouched/
  ],
  [
    "a library of another kind",
    (directory) => writeFileSync(join(directory, "library.json"), `{"format":1,"kind":"sqlite"}\n`),
    "StoreBroken",
    /kind sqlite, not json/
  ],
  [
    "a journal that a newer version has opened",
    (directory) => appendLine(directory, { opened: 9, format: 999, at: 1 }),
    "FormatTooNew",
    /has format 999/
  ],
  [
    "a journal of garbage",
    (directory) => {
      for (const name of ["checkpoint.json", "checkpoint.previous.json"]) rmSync(join(directory, name), { force: true })
      writeFileSync(journalOf(directory), "All work and no play makes Jack a dull boy. ".repeat(1_000))
    },
    "StoreBroken",
    /it is no journal \(it begins with All work/
  ],
  [
    "a journal with a damaged line before whole ones",
    (directory) => {
      for (const name of ["checkpoint.json", "checkpoint.previous.json"]) rmSync(join(directory, name), { force: true })
      overwrite(journalOf(directory), 130, "ROT")
    },
    "StoreBroken",
    /damaged while later ones are whole.*restore the file from a backup/s
  ],
  ["a journal that is gone", (directory) => rmSync(journalOf(directory)), "StoreBroken", /is gone, while .* knows of/],
  [
    "a journal that is a directory",
    (directory) => {
      rmSync(journalOf(directory))
      mkdirSync(journalOf(directory))
    },
    "StoreBroken",
    /journal\.ndjson/
  ],
  [
    "a lock that cannot be read",
    (directory) => writeFileSync(join(directory, "library.lock"), "not a lock"),
    "LibraryInUse",
    /in use by somebody unknown/
  ]
]

const refuses = Effect.fnUntraced(function* (spoil: (directory: string) => void, tag: Tag, says: RegExp) {
  const directory = yield* temporaryDirectory
  yield* fill(directory)
  spoil(directory)
  const before = directoryBytes(directory)
  const error = yield* Effect.flip(open(directory))
  assert.strictEqual(error._tag, "StoreError")
  if (error._tag === "StoreError") assert.strictEqual(error.reason._tag, tag)
  assert.match(error.message, says)
  assert.deepStrictEqual(directoryBytes(directory), before)
}, Effect.scoped)

describe("libraries that cannot be opened", () => {
  for (const [what, spoil, tag, says] of spoilt) {
    it.live(`${what} is refused in plain words and left as it is`, () => refuses(spoil, tag, says))
  }

  it.live("a path that is a file is refused and left as it is", () =>
    Effect.gen(function* () {
      const directory = yield* temporaryDirectory
      const path = join(directory, "library")
      writeFileSync(path, "a letter to my mother")
      const error = yield* Effect.flip(open(path))
      assert.strictEqual(error._tag, "StoreError")
      assert.include(error.message, path)
      assert.deepStrictEqual(directoryBytes(directory), [
        [`${directory}/`, "/"],
        [path, directoryBytes(path)[0]![1]]
      ])
    }).pipe(Effect.scoped)
  )
})

const succeeds = (command: string, ...args: ReadonlyArray<string>) => spawnSync(command, args).status === 0

/** The directory again, where nobody may write; undefined where mounting is not allowed. */
const readOnly = (directory: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      if (!succeeds("mount", "--bind", directory, directory)) return undefined
      return succeeds("mount", "-o", "remount,ro,bind", directory) ? directory : undefined
    }),
    () => Effect.sync(() => succeeds("umount", directory))
  )

describe("a library that may not be written", () => {
  it.live("is refused in plain words and left as it is", (context) =>
    Effect.gen(function* () {
      const directory = yield* temporaryDirectory
      yield* fill(directory)
      const before = directoryBytes(directory)
      // Root may write everywhere, but not to a disk that is read-only.
      const mounted = yield* readOnly(directory)
      if (mounted === undefined) return context.skip("nothing can be mounted here")
      const error = yield* Effect.flip(open(directory))
      assert.strictEqual(error._tag, "StoreError")
      assert.match(error.message, /could not .*read-only/)
      assert.deepStrictEqual(directoryBytes(directory), before)
    }).pipe(Effect.scoped)
  )
})
