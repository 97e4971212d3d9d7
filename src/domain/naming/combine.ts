/** The claims of the file and of its folder put together: who gives the title, who the year, and what speaks for it. */
import { foldTitle } from "./fold.ts"
import type { Mark } from "./marks.ts"
import type { Claim } from "./read-name.ts"
import { relationBetween } from "./relation.ts"
import { saysNothing } from "./words/containers.ts"

/** A claim of the whole path. */
export interface Joined {
  readonly title: string | null
  readonly alternativeTitles: ReadonlyArray<string>
  readonly year: number | null
  readonly weight: number
  readonly reasons: ReadonlyArray<string>
  readonly file: Claim | undefined
  readonly folder: Claim | undefined
}

const isTag = ({ kind }: Mark): boolean => kind === "source" || kind === "picture" || kind === "codec"

/** A folder whose name was given with care: a year in brackets, an id, or the full name of a release. */
const isNamedWithCare = ({ year, yearInBrackets, marks }: Claim): boolean =>
  marks.some(({ kind }) => kind === "tmdb" || kind === "imdb") ||
  (year !== null && (yearInBrackets || marks.some(isTag)))

export const isUninformative = (claim: Claim | undefined): boolean =>
  claim === undefined || claim.title === null || (claim.year === null && saysNothing(foldTitle(claim.title)))

const isTitled = (claim: Claim | undefined): claim is Claim & { readonly title: string } =>
  claim !== undefined && claim.title !== null

const taken = (
  from: Claim,
  other: Claim | undefined,
  year: number | null,
  weight: number,
  reasons: ReadonlyArray<string>
): Pick<Joined, "title" | "alternativeTitles" | "year" | "weight" | "reasons"> => {
  const titles = [...from.alternativeTitles, ...(other?.alternativeTitles ?? [])]
  const also = isTitled(other) && foldTitle(other.title) !== foldTitle(from.title ?? "") ? [other.title] : []
  const alternativeTitles = [...new Set([...titles, ...also])].filter((title) => title !== from.title)
  return { title: from.title, alternativeTitles, year, weight, reasons: [...from.reasons, ...reasons] }
}

/** The clearer spelling of one title: with its spaces, letters of two cases, accents. */
const clearer = (file: Claim, folder: Claim): Claim => {
  const rank = ({ title, yearInBrackets }: Claim): number =>
    (yearInBrackets ? 2 : 0) + (/\p{Uppercase}/u.test(title ?? "") ? 1 : 0) + (title ?? "").split(" ").length * 3
  return rank(folder) > rank(file) ? folder : file
}

const joinSame = (file: Claim, folder: Claim): Joined => {
  const weight = file.weight + folder.weight + 3
  const both = { file, folder }
  const from = clearer(file, folder)
  const other = from === file ? folder : file
  if (file.year === null || folder.year === null || file.year === folder.year) {
    const agreed = file.year !== null && file.year === folder.year ? 3 : 0
    const reason = "the file and its folder have the same title"
    return { ...both, ...taken(from, other, file.year ?? folder.year, weight + agreed, [reason]) }
  }
  const year = folder.yearInBrackets && !file.yearInBrackets ? folder.year : file.year
  const reason = `the folder says ${folder.year}, the file ${file.year}`
  return { ...both, ...taken(from, other, year, weight - 3, [reason]) }
}

const folderWins = (file: Claim, folder: Claim, weight: number, reason: string): Joined => ({
  ...taken(folder, undefined, folder.year, weight, [reason]),
  file,
  folder
})

const fileWins = (file: Claim, folder: Claim, weight: number, reason: string): Joined => ({
  ...taken(file, undefined, file.year, weight, reason === "" ? [] : [reason]),
  file,
  folder: reason === "" ? undefined : folder
})

const joinPart = (file: Claim, folder: Claim): Joined => {
  if (folder.year !== null && (file.year === null || (file.year === folder.year && folder.yearInBrackets))) {
    const weight = file.weight * 0.3 + folder.weight + 2
    const joined = folderWins(
      file,
      folder,
      weight,
      "the file has a piece of the folder's title, and the folder the year"
    )
    const own = file.title === null || foldTitle(file.title).length < 5 ? [] : [file.title]
    return { ...joined, alternativeTitles: [...new Set([...joined.alternativeTitles, ...own])] }
  }
  return fileWins(file, folder, file.weight + 1, "the folder has a piece of the title")
}

const joinOther = (file: Claim, folder: Claim): ReadonlyArray<Joined> => {
  const alone = fileWins(file, folder, file.weight, "")
  if (file.year === null && isNamedWithCare(folder)) {
    const reason = "the folder is named with title and year, the file says less"
    return [folderWins(file, folder, folder.weight + 0.5, reason), alone]
  }
  return [alone, folderWins(file, folder, folder.weight - 3.5, "the folder may be named after the film")]
}

const joinPair = (file: Claim, folder: Claim): ReadonlyArray<Joined> => {
  if (folder.title === null) return [{ ...fileWins(file, folder, file.weight, ""), folder }]
  if (isUninformative(file)) {
    return [folderWins(file, folder, folder.weight + 1, "the name of the file says nothing of the film")]
  }
  const relation = relationBetween(file, folder)
  if (relation === "same") return [joinSame(file, folder)]
  if (relation === "part") return [joinPart(file, folder)]
  if (relation === "other") return joinOther(file, folder)
  const followed = folderWins(file, folder, folder.weight - 6.5, "the folder may be named after the film")
  return [fileWins(file, folder, file.weight + 0.5, ""), followed]
}

/** Every way to put a claim of the file and one of its folder together. */
export const joinClaims = (file: ReadonlyArray<Claim>, folder: ReadonlyArray<Claim>): ReadonlyArray<Joined> => {
  const files = file.slice(0, 4)
  const best = folder[0]?.weight ?? 0
  // A second reading of the folder must not win because it happens to agree with a wrong reading of the file.
  const folders = folder.slice(0, 3).map((claim) => ({ ...claim, weight: claim.weight * 2 - best }))
  if (folders.length === 0)
    return files.map((claim) => ({
      ...taken(claim, undefined, claim.year, claim.weight, []),
      file: claim,
      folder: undefined
    }))
  return files.flatMap((own) => folders.flatMap((above) => joinPair(own, above)))
}

/** For extras, and for episodes without a series in their name: the folder says what it belongs to. */
export const belongTo = (
  file: Claim | undefined,
  folder: ReadonlyArray<Claim>,
  reason: string
): ReadonlyArray<Joined> =>
  folder
    .slice(0, 2)
    .map((claim) => ({ ...taken(claim, undefined, claim.year, claim.weight + 1, [reason]), file, folder: claim }))
