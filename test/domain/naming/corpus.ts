/** The cases of fixtures/names, and how a reading is compared with what is expected of it. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { foldTitle } from "../../../src/domain/naming/fold.ts"
import type { NameKind, NameReading } from "../../../src/domain/naming/reading.ts"

export interface NameCase {
  readonly path: string
  readonly title: string | null
  readonly why: string
  readonly nfo?: string
  readonly kind?: NameKind
  readonly year?: number
  readonly alternativeTitles?: ReadonlyArray<string>
  readonly edition?: string
  readonly part?: number
  readonly disc?: string
  readonly extra?: string
  readonly tmdb?: number
  readonly imdb?: string
  readonly tvdb?: number
  readonly season?: number
  readonly episodes?: ReadonlyArray<number>
  readonly date?: string
}

const folder = join(import.meta.dirname, "../../../fixtures/names")

/** The cases by kind, in the order of the files. */
export const casesOf = (part: "development" | "held-out"): ReadonlyMap<string, ReadonlyArray<NameCase>> => {
  const files = readdirSync(join(folder, part)).filter((file) => file.endsWith(".ndjson"))
  return new Map(
    files.toSorted().map((file) => {
      const lines = readFileSync(join(folder, part, file), "utf8")
        .split("\n")
        .filter(Boolean)
      return [file.replace(".ndjson", ""), lines.map((line) => JSON.parse(line) as NameCase)]
    })
  )
}

const folded = (titles: ReadonlyArray<string>): string => titles.map(foldTitle).toSorted().join(" | ")

/** The fields that differ, as `field: got, expected`; titles are compared without case and punctuation. */
export const differences = (expected: NameCase, got: NameReading): ReadonlyArray<string> => {
  const pairs: ReadonlyArray<readonly [string, unknown, unknown]> = [
    ["title", foldTitle(got.title ?? ""), foldTitle(expected.title ?? "")],
    ["kind", got.kind, expected.kind ?? "movie"],
    ["year", got.year, expected.year ?? null],
    ["edition", got.edition, expected.edition ?? null],
    ["part", got.part, expected.part ?? null],
    ["disc", got.disc, expected.disc ?? null],
    ["extra", got.extra, expected.extra ?? null],
    ["tmdb", got.ids.tmdb, expected.tmdb ?? null],
    ["imdb", got.ids.imdb, expected.imdb ?? null],
    ["tvdb", got.ids.tvdb, expected.tvdb ?? null],
    ["season", got.episode?.season ?? null, expected.season ?? null],
    [
      "episodes",
      got.episode?.episodes.join(),
      expected.kind === "episode" ? (expected.episodes ?? []).join() : undefined
    ],
    ["date", got.episode?.date ?? null, expected.date ?? null],
    [
      "alternativeTitles",
      expected.alternativeTitles === undefined ? "" : folded(got.alternativeTitles),
      folded(expected.alternativeTitles ?? [])
    ]
  ]
  return pairs.flatMap(([field, a, b]) => (a === b ? [] : [`${field}: ${String(a)}, expected ${String(b)}`]))
}
