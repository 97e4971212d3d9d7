/** The numbers that stand for aliases, people and images in the indexes. */
import { movieIdValue, type MovieId } from "../../domain/identity.ts"
import type { ImageEntry } from "../../domain/movie.ts"
import { imageFilePattern } from "../../services/image-files.ts"

/** 53 bits of an alias. Two aliases may share them: what an index finds is verified against the record. */
export const aliasKey = (alias: string): number => {
  let high = 0x9e37_79b9
  let low = 0x85eb_ca6b
  for (let place = 0; place < alias.length; place++) {
    const unit = alias.charCodeAt(place)
    high = Math.imul(high ^ unit, 0x9e37_79b1)
    low = Math.imul(low ^ unit, 0x5f35_6495)
    high = (high << 7) | (high >>> 25)
  }
  high = Math.imul(high ^ (high >>> 16), 0x85eb_ca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2_ae35)
  low = Math.imul(low ^ (low >>> 16), 0x85eb_ca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2_ae35)
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0)
}

const imdbBase = 10 ** 11

/** An exact number for a person id: `tmdb-31` is 31; an IMDb id keeps its digits and how many they are. -1 for any other text. */
export const personKey = (id: string): number => {
  const match = /^(?:tmdb-(\d{1,10})|imdb-nm(\d{5,10}))$/.exec(id)
  if (match === null) return -1
  const digits = match[1] ?? match[2]!
  if (match[1] !== undefined && String(Number(digits)) === digits) return Number(digits)
  return imdbBase * (match[1] === undefined ? digits.length : digits.length + 20) + Number(digits)
}

const kinds = ["poster", "backdrop"]
const sizes = ["small", "hd"]

export const imageSlots = 4

/** One number for a movie's images of one kind and size. */
export const imageSlot = (movie: MovieId, kind: string, size: string): number =>
  movieIdValue(movie) * imageSlots + kinds.indexOf(kind) * 2 + sizes.indexOf(size)

/** Whether an entry is one that the manifest can hold; a file by any other name is none of ours (SAFE-1). */
export const isListable = (
  image: Pick<ImageEntry, "movie" | "file"> & { readonly kind: string; readonly size: string }
): boolean => kinds.includes(image.kind) && sizes.includes(image.size) && imageFilePattern.test(image.file)
