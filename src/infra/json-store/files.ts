/** The files of a library, by name, and how their failures are told. */
import { FormatTooNew, StoreBroken, StoreError, StoreFull } from "../../services/store.ts"
import type { DiskError } from "../disk/disk.ts"

export const dataFiles = ["movies", "people", "relations", "images"] as const
export type DataFile = (typeof dataFiles)[number]

export const variants = ["current", "next", "previous"] as const
export type Variant = (typeof variants)[number]

const variantOf = (stem: string, variant: Variant): string =>
  variant === "current" ? `${stem}.json` : `${stem}.${variant}.json`

export const libraryPaths = (given: string) => {
  const directory = given.replace(/(?<=.)\/+$/, "")
  return {
    directory,
    journal: `${directory}/journal.ndjson`,
    lock: `${directory}/library.lock`,
    library: `${directory}/library.json`,
    images: `${directory}/images`,
    checkpoint: (variant: Variant) => variantOf(`${directory}/checkpoint`, variant),
    data: (file: DataFile, variant: Variant) =>
      variantOf(file === "images" ? `${directory}/images/manifest` : `${directory}/${file}`, variant)
  }
}
export type LibraryPaths = ReturnType<typeof libraryPaths>

export const broken = (path: string, operation: string, detail: string): StoreError =>
  new StoreError({ reason: new StoreBroken({ path, operation, detail }) })

export const tooNew = (path: string, found: number, supported: number): StoreError =>
  new StoreError({ reason: new FormatTooNew({ path, found, supported }) })

export const fromDisk = (error: DiskError): StoreError =>
  error.isFull
    ? new StoreError({ reason: new StoreFull({ path: error.path }) })
    : broken(error.path, error.operation, error.detail)
