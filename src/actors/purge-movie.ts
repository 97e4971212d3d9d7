/**
 * Everything that came from one provider goes, movie by movie, through the one writer. It is a person's word, like forgetting a
 * movie: pins and grace periods do not stop it. The machine is rebuilt from the record that is left; work in flight is
 * interrupted, because what it brings may have been said before.
 */
import { Effect } from "effect"
import type { EventOf } from "../domain/event.ts"
import type { MovieId } from "../domain/identity.ts"
import { isAtLeast, knownLevel } from "../domain/level.ts"
import { purgeMovie, purgesImages, valuesFrom } from "../domain/purge-knowledge.ts"
import type { ImageEntry } from "../domain/movie.ts"
import type { Kept } from "../domain/level.ts"
import type { Drafts } from "./drafts.ts"
import { type CycleTools, emit, follow } from "./follow.ts"
import * as changes from "./record-changes.ts"
import { laneOf } from "./routing.ts"

type ProviderPurged = EventOf<"ProviderPurged">

/** Who has unfinished work goes on with it; who rests hears its next deadline. */
const goOn = Effect.fnUntraced(function* (tools: CycleTools, drafts: Drafts, id: MovieId, event: ProviderPurged) {
  const { shard } = tools
  const lifecycle = drafts.lifecycle(id)
  if (lifecycle === undefined || shard.sickBay.patient(id) !== undefined) return
  const isDone = isAtLeast(knownLevel(lifecycle.state, lifecycle.kept), lifecycle.wanted)
  if (isDone || lifecycle.retryAt !== null) return shard.schedule(drafts, id, event.at)
  yield* follow(tools, drafts, id, shard.wakeUp(drafts, id, laneOf(event)), event, undefined)
})

/** The pictures that a downgrade takes. */
const picturesAbove = (lowered: Kept | null, shown: ReadonlyArray<ImageEntry>): ReadonlyArray<ImageEntry> => {
  if (lowered === null) return []
  return lowered === "summary" ? shown : shown.filter(({ size }) => size === "hd")
}

export const purge = Effect.fnUntraced(function* (
  tools: CycleTools,
  drafts: Drafts,
  id: MovieId,
  event: ProviderPurged
) {
  const movie = yield* drafts.movie(id)
  if (movie === undefined) return
  const { provider } = event
  const { lifecycle, knowledge, lowered } = purgeMovie(movie, provider, event.at)
  const shown = drafts.imagesOf(id).filter(({ doomed }) => !doomed)
  const goes = purgesImages(provider) ? shown : picturesAbove(lowered, shown)
  tools.shard.remove(id)
  const patch = drafts.patch(id)
  patch.knowledge = knowledge
  patch.lifecycle = lifecycle
  changes.doom(drafts, id, (image) => goes.some(({ file }) => file === image.file))
  const hasRelations = (yield* drafts.relations(id)) !== undefined
  if (hasRelations && (provider === "tmdb" || lowered !== null)) drafts.setRelations({ movie: id, forgotten: true })
  if (lowered !== null) {
    const given = valuesFrom(movie.knowledge, provider)
    emit(
      tools,
      drafts,
      {
        type: "MovieDowngraded",
        movie: id,
        from: movie.lifecycle.state,
        kept: lowered,
        imagesOnly: false,
        rule: "purge",
        evidence: [{ name: `values from ${provider}`, value: given, threshold: 0, unit: "values" }],
        rank: 0,
        bytesFreed: goes.reduce((sum, { bytes }) => sum + bytes, 0),
        plan: null
      },
      event
    )
  }
  yield* goOn(tools, drafts, id, event)
})
