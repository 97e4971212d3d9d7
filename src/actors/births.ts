/**
 * A movie becomes known: an opaque id, what the hint told, and nothing fetched. And what later events add to who it is.
 */
import { Effect, Random } from "effect"
import type { Event, Hint } from "../domain/event.ts"
import { type Alias, aliasOf, isMovieId, type MovieId, movieIdFrom, movieIdSpace } from "../domain/identity.ts"
import { emptyKnowledge, type FieldName, type Knowledge, type Known } from "../domain/knowledge.ts"
import { type Identity, newLifecycle, newStatistics, type VideoFile } from "../domain/movie.ts"
import { cleanLine } from "../domain/text.ts"
import { videoFile } from "../services/identity/file-hint.ts"
import type { Drafts } from "./drafts.ts"

/** Every alias that a hint names, each once. */
export const aliasesOf = (hint: Hint): ReadonlyArray<Alias> => {
  const own = isMovieId(hint.movie) ? [] : [hint.movie]
  return [...new Set([...own, ...(hint.aliases ?? [])])]
}

const hintedKnowledge = ({ title, year }: Pick<Identity, "title" | "year">, at: number): Knowledge => {
  const fields: { [name in FieldName]?: Known } = {}
  if (title !== null) fields.title = { value: title, source: "hint", fetchedAt: at }
  if (year !== null) fields.year = { value: year, source: "hint", fetchedAt: at }
  return { ...emptyKnowledge, fields }
}

const newId = Effect.fnUntraced(function* (drafts: Drafts) {
  for (;;) {
    const id = movieIdFrom(yield* Random.nextIntBetween(0, movieIdSpace))
    if (!drafts.knows(id)) return id
  }
})

/** Creates the movie of a hint in the drafts; the caller states MovieCreated. */
export const createMovie = (drafts: Drafts, hint: Hint, event: Event) =>
  bornFrom(drafts, hint, event, event.type === "VideoFileDetected" ? [videoFile(event)] : [])

/** The same with files of the caller's choice. */
export const bornFrom = Effect.fnUntraced(function* (
  drafts: Drafts,
  hint: Hint,
  event: Event,
  files: ReadonlyArray<VideoFile>
) {
  const id = yield* newId(drafts)
  const title = hint.title === undefined ? null : (cleanLine(hint.title, 300) ?? null)
  const identity: Identity = {
    aliases: aliasesOf(hint),
    title,
    year: hint.year ?? null,
    createdAt: event.at,
    files,
    pin: null
  }
  const knowledge = hintedKnowledge(identity, event.at)
  drafts.create(id, { identity, lifecycle: newLifecycle, statistics: newStatistics, knowledge })
  return { id, identity }
})

/** The movie that a hint means: by its reference, or by any other alias that the hint carries. */
export const findMovie = Effect.fnUntraced(function* (drafts: Drafts, hint: Hint) {
  for (const ref of [hint.movie, ...(hint.aliases ?? [])]) {
    const id = yield* drafts.resolve(ref)
    if (id !== undefined) return id
  }
  return undefined
})

const movedFile = (files: ReadonlyArray<VideoFile>, from: string, to: string) =>
  files
    .filter(({ path }) => path !== to || !files.some((file) => file.path === from))
    .map((file) => (file.path === from ? { ...file, path: to, missingSince: null } : file))

/** What an event adds to a movie's identity, or undefined when it adds nothing. Pure. */
export const identityAfter = (
  identity: Identity,
  event: Event,
  aliases: ReadonlyArray<Alias>
): Identity | undefined => {
  const missing = aliases.filter((alias) => !identity.aliases.includes(alias))
  const widened = missing.length === 0 ? identity : { ...identity, aliases: [...identity.aliases, ...missing] }
  const changed = withEvent(widened, event)
  return changed === identity ? undefined : changed
}

const withEvent = (identity: Identity, event: Event): Identity => {
  switch (event.type) {
    case "VideoFileDetected": {
      const others = identity.files.filter((file) => file.path !== event.path)
      const known = identity.files.find((file) => file.path === event.path)
      const file = videoFile(event)
      // Seen again and not replaced: what was measured of it still holds.
      const again = known?.sizeBytes === file.sizeBytes ? { ...known, ...file } : file
      return { ...identity, files: [...others, again] }
    }
    case "VideoMoved": {
      const moved = (alias: Alias): Alias => (alias === aliasOf("file", event.path) ? aliasOf("file", event.to) : alias)
      const aliases = [...new Set(identity.aliases.map(moved))]
      return { ...identity, aliases, files: movedFile(identity.files, event.path, event.to) }
    }
    case "VideoRemoved":
      return {
        ...identity,
        files: identity.files.map((file) => (file.path === event.path ? { ...file, missingSince: event.at } : file))
      }
    case "MoviePinned":
      return { ...identity, pin: { at: event.at, by: event.by ?? null, reason: event.reason ?? null } }
    case "MovieUnpinned":
      return { ...identity, pin: null }
    default:
      return identity
  }
}

/** Of a movie id that leads nowhere nothing can be born: ids are ours to give. */
export const canBeBorn = (hint: Hint | undefined): hint is Hint => hint !== undefined && aliasesOf(hint).length > 0

export type Born = { readonly id: MovieId; readonly identity: Identity }
