/** What a folder is to the film: its own, a shelf with many, a piece of a disc, extras, a season. */
import { foldTitle } from "./fold.ts"
import type { Mark } from "./marks.ts"
import type { Claim } from "./read-name.ts"
import type { ExtraKind } from "./reading.ts"
import { extraFolders } from "./rules/extras.ts"
import { collectionWords, containers } from "./words/containers.ts"
import { yearIn } from "./years.ts"

export type FolderRole =
  | { readonly role: "film" | "shelf" | "tags" | "collection" | "subtitles" }
  | { readonly role: "year"; readonly year: number }
  | { readonly role: "extras"; readonly kind: ExtraKind }
  | { readonly role: "season"; readonly season: number }
  | { readonly role: "part"; readonly part: number }
  | { readonly role: "disc"; readonly disc: "BDMV" | "VIDEO_TS" }

const discFolders = new Map<string, "BDMV" | "VIDEO_TS">([
  ["bdmv", "BDMV"],
  ["stream", "BDMV"],
  ["playlist", "BDMV"],
  ["avchd", "BDMV"],
  ["video ts", "VIDEO_TS"],
  ["hvdvd ts", "VIDEO_TS"]
])
const season = /^(?:season|series|saison|staffel|stagione|temporada|сезон|s) ?(\d{1,4})$/
const part = /^(?:cd|disc|disk|dvd|part|pt) ?(\d{1,2})$/
const decade = /^(?:\d{4}|\d{2})s$/
const letters = /^(?:\p{Letter}|\p{Number}|\p{Letter} \p{Letter}|0 9|num|numbers)$/u
const subtitleFolders = new Set(["subs", "subtitles", "sub", "vobsubs"])

const isCollection = (folded: string): boolean => {
  const words = folded.split(" ")
  return words.some(
    (word, at) =>
      at > 0 &&
      collectionWords.has(word) &&
      words.slice(at).every((rest) => collectionWords.has(rest) || /^[\d]+$/.test(rest))
  )
}

const structural = (folded: string): FolderRole | undefined => {
  const disc = discFolders.get(folded)
  if (disc !== undefined) return { role: "disc", disc }
  const seasoned = season.exec(folded)
  if (seasoned !== null) return { role: "season", season: Number(seasoned[1]) }
  const parted = part.exec(folded)
  if (parted !== null) return { role: "part", part: Number(parted[1]) }
  if (subtitleFolders.has(folded)) return { role: "subtitles" }
  return undefined
}

/** `1080p`, `Director's Cut`: a folder between the film and its file. */
const isNothingButTags = ([claim]: ReadonlyArray<Claim>): boolean => {
  if (claim === undefined || claim.marks.some(({ kind }) => kind === "tmdb" || kind === "imdb")) return false
  return claim.title === null || (claim.year === null && claim.onlyTags.length > 0)
}

/** The role that a folder's name alone gives it, if it does. */
export const roleByName = (name: string): FolderRole | undefined => {
  const folded = foldTitle(name)
  const role = structural(folded)
  if (role !== undefined) return role
  const kind = extraFolders.get(folded)
  if (kind !== undefined) return { role: "extras", kind }
  const isShelf = folded === "" || containers.has(folded) || decade.test(folded) || letters.test(folded)
  return isShelf ? { role: "shelf" } : undefined
}

/** The role of a folder by what was read from its name. */
export const roleByClaims = (name: string, claims: ReadonlyArray<Claim>, latestYear: number): FolderRole => {
  const folded = foldTitle(name)
  const [best] = claims
  const year = yearIn(folded, latestYear)
  if (year !== undefined) return { role: "year", year }
  if (best !== undefined && best.title !== null && best.year !== null && containers.has(foldTitle(best.title))) {
    return { role: "year", year: best.year }
  }
  if (isNothingButTags(claims)) return { role: "tags" }
  // `Across the Universe (2007)` is a film, `Alien Universe` a shelf.
  const isShelf = best?.yearInBrackets !== true && isCollection(foldTitle(best?.title ?? folded))
  return isShelf ? { role: "collection" } : { role: "film" }
}

/** The first mark of a kind. */
export const markOfKind = <K extends Mark["kind"]>(
  marks: ReadonlyArray<Mark>,
  kind: K
): Extract<Mark, { readonly kind: K }> | undefined =>
  marks.find((mark): mark is Extract<Mark, { readonly kind: K }> => mark.kind === kind)
