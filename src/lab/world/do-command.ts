/** What a command does to the world, in its own time. */
import { Clock, Effect } from "effect"
import { isMovieId, type MovieId, type MovieRef } from "../../domain/identity.ts"
import type { EventInput } from "../../domain/event.ts"
import { EventBus } from "../../services/event-bus.ts"
import { Housekeeper } from "../../services/housekeeping/housekeeper.ts"
import { Library } from "../../services/library.ts"
import { Store } from "../../services/store.ts"
import { makeDice } from "../dice.ts"
import type { Target } from "../wire/messages.ts"
import type { Adjustable } from "./policies.ts"
import type { Townspeople } from "./townspeople.ts"
import type { WorldCommand } from "./world-commands.ts"
import type { WorldFaults } from "./world-faults.ts"

/** What of the world a command can turn. */
export interface WorldKnobs {
  readonly seed: string
  readonly faults: WorldFaults
  readonly thresholds: Adjustable
  readonly people: () => Townspeople | undefined
  readonly load: { actionsPerDay: number; skew: number }
  readonly idOf: (number: number) => MovieId | undefined
  /** How many injections there were before: each draws its own sample. */
  injections: number
}

/** An event goes to at most so many movies at a time. */
const targetsMax = 500

interface Injecting {
  /** Decides the sample. */
  readonly seed: string
  readonly idOf: (number: number) => MovieId | undefined
}

const targets = Effect.fnUntraced(function* ({ idOf, seed }: Injecting, to: Target) {
  if ("movie" in to) {
    const ref = typeof to.movie === "number" ? idOf(to.movie) : to.movie
    return ref === undefined ? [] : [ref as MovieRef]
  }
  const store = yield* Store
  const all: Array<MovieId> = []
  for (const { id, lifecycle } of store.all()) if (!("state" in to) || lifecycle.state === to.state) all.push(id)
  if ("state" in to) return all.slice(0, targetsMax)
  const dice = makeDice(`sample ${seed}`)
  const count = Math.min(to.sample, targetsMax, all.length)
  return Array.from({ length: count }, () => all.splice(dice.below(all.length), 1)[0]!)
})

const listed: ReadonlySet<string> = new Set(["RecommendationTriggered", "BulkImportRequested", "BulkEnrichRequested"])

/** The event for one movie: in its own field, or as a list of one. */
const addressed = (event: { readonly type: string }, movie: MovieRef): EventInput =>
  (event.type === "BulkEnrichRequested"
    ? { ...event, movies: [movie] }
    : listed.has(event.type)
      ? { ...event, movies: [{ movie }] }
      : { ...event, movie }) as EventInput

/** Sends an event to every movie of a target, and tells how many those were. */
export const doInject = Effect.fnUntraced(function* (
  { event, to }: Extract<WorldCommand, { readonly type: "inject" }>,
  injecting: Injecting
) {
  const bus = yield* EventBus
  const movies = yield* targets(injecting, to)
  if (movies.length > 0) yield* bus.publishAll(movies.map((movie) => addressed(event, movie)))
  return movies.length
})

const changeLoad = Effect.fnUntraced(function* (
  { load, people, thresholds }: WorldKnobs,
  { actionsPerDay, imageBytesMax, skew }: Extract<WorldCommand, { readonly type: "load" }>
) {
  if (imageBytesMax !== undefined) {
    const share = thresholds.imageBytesAim / thresholds.imageBytesMax
    thresholds.imageBytesMax = imageBytesMax
    thresholds.imageBytesAim = Math.floor(imageBytesMax * share)
  }
  if (actionsPerDay !== undefined) load.actionsPerDay = actionsPerDay
  if (skew !== undefined) load.skew = skew
  const now = yield* Clock.currentTimeMillis
  people()?.change(now, {
    ...(actionsPerDay !== undefined && { actionsPerDay }),
    ...(skew !== undefined && { skew })
  })
})

/** Shocks are the world's own business; everything else is done here. */
export const doCommand = Effect.fnUntraced(function* (knobs: WorldKnobs, command: WorldCommand) {
  switch (command.type) {
    case "fault":
      return knobs.faults.set(command.fault, command.on)
    case "load":
      return yield* changeLoad(knobs, command)
    case "inject":
      return yield* doInject(command, { seed: `${knobs.seed} ${knobs.injections++}`, idOf: knobs.idOf })
    case "publish":
      return yield* (yield* EventBus).publishAll(command.events)
    case "ask": {
      const library = yield* Library
      return yield* command.wait ? library.requestAndWait(command.request) : library.request(command.request)
    }
    case "plan":
      return yield* (yield* Housekeeper).plan
    case "apply":
      return yield* (yield* Housekeeper).apply(command.plan, { confirm: command.confirm })
    case "undo":
      return yield* (yield* Housekeeper).undo(command.plan)
    case "shock":
      return undefined
  }
})

/** How a target is told. */
export const targetWords = (to: Target): string => {
  if ("state" in to) return `every movie that is ${to.state}`
  if ("sample" in to) return `${to.sample} movies`
  return typeof to.movie === "string" && isMovieId(to.movie) ? to.movie : `movie ${to.movie}`
}
