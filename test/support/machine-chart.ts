/** Every transition that the machine's configuration holds, named, and the ones that an event takes. */
import type { StateNode } from "xstate"
import type { Step } from "../../src/machines/invariants.ts"
import type { MovieEvent } from "../../src/machines/movie-events.ts"
import { movieMachine } from "../../src/machines/movie-machine.ts"
import { lifecycleStates } from "../../src/domain/level.ts"
import type { Snapshot } from "./machine-walk.ts"

type Definition = ReturnType<typeof movieMachine.getTransitionData>[number]

const shortId = (id: string) => id.replace(/^movie\.?/, "") || "movie"

const kept = (params: unknown): string => {
  const value = (params as { readonly kept?: string | null } | undefined)?.kept
  return value === undefined || value === null ? "" : ` (kept ${value})`
}

const guardOf = ({ guard }: Definition): string => {
  if (guard === undefined) return ""
  if (typeof guard === "string") return ` [${guard}]`
  const { type, params } = guard as { readonly type?: string; readonly params?: unknown }
  return ` [${type ?? "without a name"}${kept(params)}]`
}

/** For example `deep.resting HousekeepingRequested [mayDowngrade] -> downgraded.resting`. */
const nameOf = (transition: Definition): string => {
  const source = shortId(transition.source.id)
  const targets = (transition.target ?? []).map(({ id }) => ` -> ${shortId(id)}`).join("")
  return `${source} ${transition.eventType}${guardOf(transition)}${targets}`
}

const nodes = (node: StateNode<never, never>): ReadonlyArray<StateNode<never, never>> => [
  node,
  ...Object.values(node.states).flatMap(nodes)
]

const definitions: ReadonlyMap<Definition, string> = new Map(
  nodes(movieMachine.root as never).flatMap(({ transitions }) =>
    [...transitions.values()].flat().map((transition) => {
      const definition = transition as unknown as Definition
      return [definition, nameOf(definition)] as const
    })
  )
)

/** The transitions of the chart, by name. */
export const allTransitions: ReadonlySet<string> = new Set(definitions.values())

export const transitionCount = definitions.size

/** Every pair of a top-level state and what a movie does in it. */
export const allPositions: ReadonlySet<string> = new Set(
  lifecycleStates.flatMap((state) => ["resting", "enriching", "waiting"].map((activity) => `${state}.${activity}`))
)

/** The names of the transitions that the event takes. */
export const takenBy = (snapshot: Snapshot, event: Step["event"]): ReadonlyArray<string> =>
  (movieMachine.getTransitionData(snapshot, event as MovieEvent) ?? []).map((taken) => definitions.get(taken)!)
