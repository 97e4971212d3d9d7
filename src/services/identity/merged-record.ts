/** Two movies that are one: which of them is kept, and what its record says then. Pure. */
import type { MovieId } from "../../domain/identity.ts"
import { fieldNames, type Knowledge, type Known } from "../../domain/knowledge.ts"
import { knownLevel, rankOf } from "../../domain/level.ts"
import { editField } from "../../domain/merge-knowledge.ts"
import type { Identity, MergedMovie, Movie } from "../../domain/movie.ts"
import { isFilmAlias } from "./film-ids.ts"

type Rare = Pick<Identity, "match" | "unmatched" | "merged" | "apart">

/** An identity with these parts that few movies have; what is empty is left out. */
export const withRare = (identity: Identity, rare: Rare): Identity => {
  const { match: _match, unmatched: _unmatched, merged: _merged, apart: _apart, ...common } = identity
  const { apart, match, merged, unmatched } = rare
  return {
    ...common,
    ...(match && { match }),
    ...(unmatched && { unmatched }),
    ...(merged && merged.length > 0 && { merged }),
    ...(apart && apart.length > 0 && { apart })
  }
}

const fieldCount = ({ knowledge }: Movie) => Object.keys(knowledge.fields).length
const levelRank = ({ lifecycle }: Movie) => rankOf(knownLevel(lifecycle.state, lifecycle.kept))

/** The one that knows more, else the older one: first the one that is kept. */
export const whichIsKept = (a: Movie, b: Movie): readonly [kept: Movie, gone: Movie] => {
  const order =
    levelRank(b) - levelRank(a) ||
    fieldCount(b) - fieldCount(a) ||
    a.identity.createdAt - b.identity.createdAt ||
    (a.id < b.id ? -1 : 1)
  return order <= 0 ? [a, b] : [b, a]
}

const editIn = (knowledge: Knowledge, field: (typeof fieldNames)[number]): Known | undefined => {
  const known = knowledge.fields[field]
  return known?.source === "person" ? known : undefined
}

/** What a person wrote into either stands; of two words on one field the newer. What providers said is the kept one's. */
export const mergedKnowledge = (kept: Knowledge, gone: Knowledge): Knowledge => {
  const hinted = { ...kept.fields }
  for (const field of ["title", "year"] as const) {
    const hint = gone.fields[field]
    if (hinted[field] === undefined && hint?.source === "hint") hinted[field] = hint
  }
  return fieldNames.reduce(
    (knowledge, field) => {
      const [theirs, ours] = [editIn(gone, field), editIn(knowledge, field)]
      if (theirs === undefined || (ours !== undefined && ours.fetchedAt >= theirs.fetchedAt)) return knowledge
      return editField(knowledge, field, theirs.value, theirs.fetchedAt)
    },
    { ...kept, fields: hinted } as Knowledge
  )
}

const shownIn = ({ fields }: Knowledge, identity: Identity) => {
  const [title, year] = [fields.title?.value, fields.year?.value]
  return {
    title: typeof title === "string" ? title : identity.title,
    year: typeof year === "number" ? year : identity.year
  }
}

/** The identity with the title and year that its knowledge shows. */
export const titledBy = (identity: Identity, knowledge: Knowledge): Identity => ({
  ...identity,
  ...shownIn(knowledge, identity)
})

const others = (apart: ReadonlyArray<MovieId>, ids: ReadonlySet<MovieId>) => [
  ...new Set(apart.filter((id) => !ids.has(id)))
]

/** Who the kept movie is from now on: it goes by all names of both, and has the files of both. */
export const mergedIdentity = (kept: Movie, gone: Movie, word: Omit<MergedMovie, "id">): Identity => {
  const [mine, theirs] = [kept.identity, gone.identity]
  const merged = [...(mine.merged ?? []), { id: gone.id, ...word }, ...(theirs.merged ?? [])]
  const paths = new Set(mine.files.map(({ path }) => path))
  const identity: Identity = {
    aliases: [...new Set([...mine.aliases, ...theirs.aliases])],
    title: mine.title ?? theirs.title,
    year: mine.year ?? theirs.year,
    createdAt: Math.min(mine.createdAt, theirs.createdAt),
    files: [...mine.files, ...theirs.files.filter(({ path }) => !paths.has(path))],
    pin: mine.pin ?? theirs.pin
  }
  const own = new Set([kept.id, ...merged.map(({ id }) => id)])
  const unmatched = identity.aliases.some(isFilmAlias) ? undefined : mine.unmatched
  return withRare(identity, {
    match: mine.match ?? theirs.match,
    unmatched,
    merged,
    apart: others([...(mine.apart ?? []), ...(theirs.apart ?? [])], own)
  } as Rare)
}
