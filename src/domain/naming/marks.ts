/** What rules say of the words of a name, and how sure they may be. */
import type { ExtraKind, EpisodePlace, TagKind } from "./reading.ts"
import type { Name } from "./tokens.ts"

/**
 * How much a mark proves. `sure`: no title has this word, the title ends here. `usual`: also a word of titles; it is
 * a tag after the title's end, and directly before it. `zone`: a tag only after the title's end.
 */
export type Strength = "sure" | "usual" | "zone"

interface MarkPlace {
  /** The first word, and the one after the last. */
  readonly from: number
  readonly to: number
  readonly strength: Strength
  /** Written in capitals when it is a tag, so that the same word in a title can be told apart. */
  readonly capitals: boolean
}

export type MarkMeaning =
  | { readonly kind: TagKind; readonly value: string }
  | { readonly kind: "edition"; readonly value: string }
  | { readonly kind: "noise"; readonly value: string }
  | { readonly kind: "tmdb"; readonly value: number }
  | { readonly kind: "tvdb"; readonly value: number }
  | { readonly kind: "imdb"; readonly value: string }
  | { readonly kind: "part"; readonly value: number }
  | { readonly kind: "extra"; readonly value: ExtraKind }
  | { readonly kind: "episode"; readonly value: EpisodePlace }

export type Mark = MarkPlace & MarkMeaning

export const markAt = (from: number, to: number, strength: Strength, meaning: MarkMeaning): Mark => ({
  from,
  to,
  strength,
  capitals: false,
  ...meaning
})

/** Words that mean something wherever they stand next to each other. */
export interface Phrase {
  readonly keys: ReadonlyArray<string>
  readonly strength: Strength
  readonly capitals: boolean
  readonly meaning: MarkMeaning
}

/** The marks that a finder sees, asked at each word that the marks before it leave over. */
export const marksBy = (
  name: Name,
  ...finders: ReadonlyArray<(name: Name, at: number) => Mark | undefined>
): Array<Mark> => {
  const found: Array<Mark> = []
  for (let at = 0; at < name.tokens.length; at++) {
    for (const finder of finders) {
      const mark = finder(name, at)
      if (mark === undefined) continue
      found.push(mark)
      at = mark.to - 1
      break
    }
  }
  return found
}

/** One family of marks: what it looks for, and why it is right to do so. */
export interface NameRule {
  readonly name: string
  readonly reason: string
  /** The marks it finds by looking. */
  readonly find?: (name: Name) => ReadonlyArray<Mark>
  /** The marks it knows by heart: all dictionaries are searched together, after the finders. */
  readonly phrases?: ReadonlyArray<Phrase>
}

/** The marks of a name, at most one for a word. */
export interface MarkedName extends Name {
  readonly marks: ReadonlyArray<Mark>
  /** The mark of each word, if it has one. */
  readonly markOf: ReadonlyArray<Mark | undefined>
}
