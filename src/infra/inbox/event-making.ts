/**
 * From what a delivery says to events. Their ids are made of the source, the occasion and what is said, so that the bus takes
 * each of them once, however often it is delivered.
 */
import { Effect } from "effect"
import { createHash } from "node:crypto"
import type { EventInput, Hint, InboundBody } from "../../domain/event.ts"
import type { Item, Saying, Speaking } from "../../services/inbox/inbox.ts"
import { hintFrom } from "../../services/inbox/item-hint.ts"
import type { Occasion } from "../../services/inbox/occasions.ts"
import { Store } from "../../services/store.ts"

const idLength = 24
const filesMax = 100

export const shortHash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, idLength)

/** The events that are said, or the movie that must become known first. */
export type Made = { readonly events: ReadonlyArray<EventInput> } | { readonly missing: Item }

const isSession = (body: InboundBody): body is Extract<InboundBody, { readonly session?: string }> =>
  body.type === "PlaybackStarted" || body.type === "MovieViewed"

/** What leads to the movie, or undefined while nothing does. At the last try the sender's own name must do. */
const hintFor = Effect.fnUntraced(function* (item: Item, isLastTry: boolean) {
  const hint = hintFrom(item)
  if (hint !== undefined || item.own === null) return hint
  const movie = yield* (yield* Store).resolve(item.own)
  if (movie !== undefined) return { movie } satisfies Hint as Hint
  if (!isLastTry || item.title === null) return undefined
  const { own, title, year } = item
  return { movie: own, title, ...(year === null ? {} : { year }) } satisfies Hint as Hint
})

/** The files of a movie that lie in a folder and are there as far as anybody knows. */
const filesBelow = Effect.fnUntraced(function* ({ aliases, own }: Item, folder: string) {
  const store = yield* Store
  const beginning = `${folder.replace(/[/\\]+$/, "")}/`
  for (const alias of [...aliases, ...(own === null ? [] : [own])]) {
    const id = yield* store.resolve(alias)
    const movie = id === undefined ? undefined : yield* store.movie(id)
    if (movie === undefined) continue
    const there = movie.identity.files.filter(
      ({ missingSince, path }) => missingSince === null && path.startsWith(beginning)
    )
    return there.slice(0, filesMax).map(({ path }) => path)
  }
  return []
})

const bodiesOf = Effect.fnUntraced(function* (saying: Saying, isLastTry: boolean) {
  if ("body" in saying) return [saying.body]
  if ("removedBelow" in saying) {
    const evidence = [{ name: `the files were deleted (${saying.reason})`, value: 1, threshold: 1, unit: "statement" }]
    const paths = yield* filesBelow(saying.about, saying.removedBelow)
    return paths.map((path): InboundBody => ({ type: "VideoRemoved", path, evidence }))
  }
  const hint = yield* hintFor(saying.about, isLastTry)
  return hint === undefined ? undefined : [saying.bodyOf(hint)]
})

export const eventsOf = Effect.fnUntraced(function* (
  { sayings, source }: Speaking,
  { key, startedAt }: Occasion,
  isLastTry: boolean
) {
  const events: Array<EventInput> = []
  const session = `${source}:${shortHash(`${key} ${startedAt}`)}`
  for (const saying of sayings) {
    const bodies = yield* bodiesOf(saying, isLastTry)
    if (bodies === undefined) return { missing: (saying as { readonly about: Item }).about } satisfies Made as Made
    for (const [place, body] of bodies.entries()) {
      const id = `${source}:${shortHash(`${key} ${startedAt} ${saying.mark} ${place}`)}`
      events.push({ ...body, ...(isSession(body) ? { session } : {}), id })
    }
  }
  return { events } satisfies Made as Made
})
