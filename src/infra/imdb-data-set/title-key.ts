/** What titles are found by: a number of 47 bits, the same for all spellings of a title. */
import { foldTitle, squeezed } from "../../domain/naming/fold.ts"
import { isArticle } from "../../domain/naming/words/joining.ts"

/** Grows with every change of the spelling below: an index with other keys is built anew. */
export const titleKeyVersion = 1

/** Without case, accents, punctuation, spaces and a leading article. A title of nothing but signs stays as it is. */
export const spellingOf = (title: string): string => {
  const folded = foldTitle(title)
  if (folded === "") return title.trim().toLowerCase()
  const space = folded.indexOf(" ")
  return squeezed(space > 0 && isArticle(folded.slice(0, space)) ? folded.slice(space + 1) : folded)
}

/** Two multiplicative hashes (FNV-1a and one with another prime) side by side. SQLite keeps 47 bits in six bytes. */
export const titleKey = (title: string): number => {
  const spelling = spellingOf(title)
  let high = 0x811c9dc5
  let low = 0x9e3779b9
  for (let place = 0; place < spelling.length; place++) {
    const unit = spelling.charCodeAt(place)
    high = Math.imul(high ^ unit, 0x01000193)
    low = Math.imul(low ^ unit, 0x85ebca6b)
  }
  return (high >>> 0) * 2 ** 15 + (low >>> 17)
}
