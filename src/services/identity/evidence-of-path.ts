/** What the path of a video says, as evidence for matching; or that it is no film at all. */
import { type Alias, aliasOf } from "../../domain/identity.ts"
import type { NameIds, NameReading } from "../../domain/naming/reading.ts"
import { readPath, type ReadPathOptions } from "../../domain/naming/read-path.ts"
import type { FilmEvidence } from "./score-film.ts"

export interface PathEvidence extends FilmEvidence {
  /** What the path most probably is; only a `movie` is a film to look for. */
  readonly best: NameReading
}

const aliasesOf = ({ tmdb, imdb }: NameIds): ReadonlyArray<Alias> => [
  ...(tmdb === null ? [] : [aliasOf("tmdb", tmdb)]),
  ...(imdb === null ? [] : [aliasOf("imdb", imdb)])
]

/** The evidence of a path, without looking at the file. */
export const evidenceOfPath = (path: string, options?: ReadPathOptions): PathEvidence => {
  const all = readPath(path, options)
  const best = all[0]!
  const readings = all
    .filter(({ kind, title }) => kind === best.kind && title !== null)
    .map(({ title, alternativeTitles, year, score }) => ({ title: title!, alternativeTitles, year, score }))
  return { best, readings, aliases: aliasesOf(best.ids) }
}
