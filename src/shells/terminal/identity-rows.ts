/** Who decided which film a movie is and when, which movies it is one with, and that nobody could tell. Pure. */
import type { Identity, MatchWord } from "../../domain/movie.ts"
import { counted, instant, shown } from "./format.ts"

const matchWords = ({ at, by, to }: MatchWord): string =>
  `${by === null ? "a person" : shown(by)} said at ${instant(at)} that it is ${to ?? "none of the films"}`

export const identityRows = ({
  apart,
  match,
  merged,
  unmatched
}: Identity): ReadonlyArray<readonly [string, string]> => [
  ...(match === undefined ? [] : [["matched", matchWords(match)] as const]),
  ...(merged ?? []).map(
    ({ at, by, id, reason }) =>
      ["one with", `${id} since ${instant(at)}${by === null ? "" : `, by ${shown(by)}`}: ${shown(reason)}`] as const
  ),
  ...(apart === undefined ? [] : [["kept apart", apart.join(", ")] as const]),
  ...(unmatched === undefined
    ? []
    : [["needs match", `${counted(unmatched.candidates.length, "candidate")}: reelstate match`] as const])
]
