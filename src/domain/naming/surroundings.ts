/** What the folders around a file say: which of them is the film's own, and what the others add. */
import { type FolderRole, markOfKind, roleByClaims, roleByName } from "./folders.ts"
import { type Claim, readName } from "./read-name.ts"
import type { ExtraKind } from "./reading.ts"
import { relationBetween } from "./relation.ts"
import type { Meter } from "./tokens.ts"

export interface Surroundings {
  /** The claims of the folder that is the film's own; empty when none is. */
  readonly film: ReadonlyArray<Claim>
  readonly collection: ReadonlyArray<Claim>
  readonly year: number | null
  readonly extra: ExtraKind | null
  readonly season: number | null
  readonly part: number | null
  readonly edition: string | null
  readonly disc: "BDMV" | "VIDEO_TS" | null
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

const nothing: Surroundings = {
  film: [],
  collection: [],
  year: null,
  extra: null,
  season: null,
  part: null,
  edition: null,
  disc: null
}

const isTelling = ([claim]: ReadonlyArray<Claim>): boolean =>
  claim !== undefined && (claim.year !== null || claim.marks.some(({ kind }) => kind === "tmdb" || kind === "imdb"))

const take = (found: Mutable<Surroundings>, role: FolderRole): void => {
  if (role.role === "extras") found.extra ??= role.kind
  if (role.role === "season") found.season ??= role.season
  if (role.role === "part") found.part ??= role.part
  if (role.role === "year") found.year ??= role.year
  if (role.role === "disc" && found.disc !== "BDMV") found.disc = role.disc
}

/** A second folder counts when the first says no more than a title, and both speak of one film. */
const isBetter = (first: ReadonlyArray<Claim>, second: ReadonlyArray<Claim>): boolean => {
  const [a, b] = [first[0], second[0]]
  if (a === undefined || b === undefined || isTelling(first) || !isTelling(second)) return false
  const relation = relationBetween(a, b)
  return relation === "same" || relation === "part"
}

/** Reads the folders, from the nearest outwards. */
export const readSurroundings = (folders: ReadonlyArray<string>, latestYear: number, meter: Meter): Surroundings => {
  const found: Mutable<Surroundings> = { ...nothing }
  for (const folder of folders) {
    const named = roleByName(folder)
    const claims = named === undefined ? readName(folder, latestYear, meter) : []
    const role = named ?? roleByClaims(folder, claims, latestYear)
    meter.steps += folder.length
    take(found, role)
    if (role.role === "tags") found.edition ??= markOfKind(claims[0]?.onlyTags ?? [], "edition")?.value ?? null
    if (role.role === "shelf") break
    if (role.role === "collection") {
      found.collection = claims
      break
    }
    if (role.role !== "film") continue
    if (found.film.length > 0) {
      if (isBetter(found.film, claims)) found.film = claims
      break
    }
    found.film = claims
    const pack = markOfKind(claims[0]?.marks ?? [], "episode")
    if (pack !== undefined) found.season ??= pack.value.season ?? 0
  }
  return found
}
