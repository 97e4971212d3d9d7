/**
 * The pieces that a movie's knowledge is made of, in the order in which they are learnt: which level each belongs to,
 * which fields it fills, and whether the level can be reached without it. An optional piece that is absent is a gap (LIFE-1).
 */
import type { FieldName } from "./knowledge.ts"
import { isAtLeast, type Level } from "./level.ts"

export interface Piece {
  readonly name: string
  readonly level: Exclude<Level, "initial">
  readonly required: boolean
  /** The fields that are there once the piece was learnt. */
  readonly fields: ReadonlyArray<FieldName>
}

export const pieces = {
  details: { name: "details", level: "basic", required: true, fields: ["title", "originalTitle"] },
  poster: { name: "poster", level: "basic", required: false, fields: ["poster"] },
  credits: { name: "credits", level: "medium", required: true, fields: ["credits"] },
  genres: { name: "genres", level: "medium", required: false, fields: ["genres"] },
  rating: { name: "rating", level: "medium", required: false, fields: ["rating"] },
  externalIds: { name: "external-ids", level: "deep", required: true, fields: ["externalIds"] },
  images: { name: "images", level: "deep", required: false, fields: ["posterHd", "backdrop"] },
  keywords: { name: "keywords", level: "deep", required: false, fields: ["keywords"] },
  wikipediaSummary: { name: "wikipedia-summary", level: "deep", required: false, fields: ["summary"] }
} as const satisfies Record<string, Piece>

export const allPieces: ReadonlyArray<Piece> = Object.values(pieces)

/** The pieces that a movie of this level has: those of the level and of every level below. */
export const piecesUpTo = (level: Level): ReadonlyArray<Piece> =>
  allPieces.filter((piece) => isAtLeast(level, piece.level))
