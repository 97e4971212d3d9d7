/**
 * The chart of the machine as data, derived from the machine itself: five states with three leaves each, and the edges
 * between them. A movie's move from leaf to leaf belongs to exactly one edge, so that whoever counts moves counts edges.
 */
import type { StateNode } from "xstate"
import { movieMachine } from "../../machines/movie-machine.ts"

export interface ChartLeaf {
  /** Such as `basic.resting`; its place in the list is its number on the wire. */
  readonly id: string
  readonly state: string
  readonly activity: string
}

export interface ChartEdge {
  /** From a leaf inside one state, or from state to state: `basic.resting>basic.enriching`, `medium>deep`. */
  readonly id: string
  readonly from: string
  readonly to: string
  /** What moves a movie along it, in a word or two. */
  readonly label: string
  /** The leaf-to-leaf moves that it stands for, as `from * leaves + to`. */
  readonly moves: ReadonlyArray<number>
}

export interface ChartModel {
  readonly states: ReadonlyArray<string>
  readonly leaves: ReadonlyArray<ChartLeaf>
  readonly edges: ReadonlyArray<ChartEdge>
}

type Node = StateNode<never, never>

const leavesOf = (node: Node): ReadonlyArray<Node> => {
  const children = Object.values(node.states)
  return children.length === 0 ? [node] : children.flatMap(leavesOf)
}

const pathOf = (node: Node): string => node.path.join(".")

/** How an event shows on an edge. What is not named here has a word of its own already. */
const words: Readonly<Record<string, string>> = {
  ProviderRefreshRequested: "refresh",
  HousekeepingRequested: "forget",
  HousekeepingUndone: "undo",
  DeadlineReached: "deadline",
  "xstate.done.actor.enrich": "learnt"
}

const asking = /^(?:MovieRequested|RelatedMovieRequested|PlaybackStarted|RecommendationTriggered|.*Enrich.*Requested)$/

const wordOf = (eventType: string, target: Node): string => {
  if (eventType.startsWith("xstate.done") && target.key === "waiting") return "failed"
  if (eventType === "DeadlineReached" && target.key === "enriching") return "due"
  return words[eventType] ?? (asking.test(eventType) ? "asked" : eventType)
}

interface Draft {
  readonly from: string
  readonly to: string
  readonly labels: Set<string>
  readonly moves: Set<number>
}

/**
 * Moves that the configuration names and a guard forbids: who knows nothing has nothing to forget, to refresh or to get back.
 * The tests of the machine hold the list of such transitions.
 */
const cannotBe = (from: Node, to: Node): boolean => {
  const states = [from.path[0], to.path[0]]
  if (!states.includes("initial")) return false
  return states.includes("downgraded") || (states[0] === states[1] && from.key === "enriching" && to.key === "resting")
}

const draftsOf = (leaves: ReadonlyArray<Node>): ReadonlyMap<string, Draft> => {
  const numbers = new Map(leaves.map((leaf, number) => [leaf, number]))
  const drafts = new Map<string, Draft>()
  for (const leaf of leaves) {
    for (const transition of [...leaf.transitions.values()].flat()) {
      for (const target of (transition.target ?? []) as unknown as ReadonlyArray<Node>) {
        if (target === leaf || cannotBe(leaf, target)) continue
        const isInside = leaf.path[0] === target.path[0]
        const [from, to] = isInside ? [pathOf(leaf), pathOf(target)] : [leaf.path[0]!, target.path[0]!]
        const draft = drafts.get(`${from}>${to}`) ?? { from, to, labels: new Set(), moves: new Set() }
        draft.labels.add(wordOf(transition.eventType, target))
        draft.moves.add(numbers.get(leaf)! * leaves.length + numbers.get(target)!)
        drafts.set(`${from}>${to}`, draft)
      }
    }
  }
  return drafts
}

const modelOf = (root: Node): ChartModel => {
  const leaves = leavesOf(root)
  return {
    states: Object.keys(root.states),
    leaves: leaves.map((leaf) => ({ id: pathOf(leaf), state: leaf.path[0]!, activity: leaf.key })),
    edges: [...draftsOf(leaves)].map(([id, { from, labels, moves, to }]) => ({
      id,
      from,
      to,
      label: [...labels].join(" · "),
      moves: [...moves]
    }))
  }
}

/** The chart of the machine that every movie lives by. */
export const movieChart: ChartModel = modelOf(movieMachine.root as unknown as Node)
