/** What must hold of the files: none half-written (STORE-2), and every image that is promised is there (SAFE-4). */
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { ImageEntry } from "../../src/domain/movie.ts"
import type { Violations } from "./check-journal.ts"

export const readableFiles = ["movies.json", "people.json", "relations.json", "images/manifest.json"] as const
const others = ["checkpoint.json", "library.json"]

const problemOf = (path: string): string | undefined => {
  try {
    JSON.parse(readFileSync(path, "utf8"))
    return undefined
  } catch (cause) {
    return (cause as Error).message
  }
}

/** Says how many names were missing for the moment: a checkpoint was giving its files their names. */
export const checkReadableFiles = (directory: string, violations: Violations): number => {
  let missing = 0
  const hasCheckpoint = existsSync(join(directory, "checkpoint.json"))
  for (const name of [...readableFiles, ...others]) {
    const path = join(directory, name)
    if (!existsSync(path)) {
      if (hasCheckpoint) missing++
      continue
    }
    const problem = problemOf(path)
    if (problem !== undefined) violations.add("no file is half-written (STORE-2)", `${name}: ${problem}`)
  }
  return missing
}

const isImage = (name: string): boolean => /^[0-9a-f]{40}\.[a-z]+$/.test(name)

const isItself = (path: string, name: string): boolean =>
  createHash("sha256").update(readFileSync(path)).digest("hex").startsWith(name.slice(0, 40))

export const checkImages = (directory: string, manifest: ReadonlyArray<ImageEntry>, violations: Violations): void => {
  const images = join(directory, "images")
  const present = new Set(existsSync(images) ? readdirSync(images).filter(isImage) : [])
  for (const name of present) {
    if (!isItself(join(images, name), name)) violations.add("an image is what its name says", name)
  }
  for (const { file, movie, kind, size, doomed } of manifest) {
    if (!doomed && !present.has(file)) violations.add("a listed image is there", `${kind} ${size} of ${movie}: ${file}`)
  }
}
