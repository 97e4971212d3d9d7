/**
 * How much is known of a movie (the level) and where it is in its life (the lifecycle state).
 * A downgraded movie has no level of its own: what it kept decides which level it still knows.
 */
import { Schema } from "effect"

export const levels = ["initial", "basic", "medium", "deep"] as const

export const Level = Schema.Literals(levels)
export type Level = typeof Level.Type

/** What a downgraded movie kept: all of basic, or only its identity and a summary. */
export const Kept = Schema.Literals(["basic", "summary"])
export type Kept = typeof Kept.Type

export const lifecycleStates = [...levels, "downgraded"] as const

export const LifecycleState = Schema.Literals(lifecycleStates)
export type LifecycleState = typeof LifecycleState.Type

/** The position of a level, 0 (initial) to 3 (deep). */
export const rankOf = (level: Level): number => levels.indexOf(level)

export const isAtLeast = (level: Level, wanted: Level): boolean => rankOf(level) >= rankOf(wanted)

export const higherOf = (a: Level, b: Level): Level => (rankOf(a) >= rankOf(b) ? a : b)

/** The level that follows, or undefined after deep. */
export const levelAfter = (level: Level): Level | undefined => levels[rankOf(level) + 1]

/** The level that a movie in this state still knows: a summary counts as initial. */
export const knownLevel = (state: LifecycleState, kept: Kept | null): Level => {
  if (state !== "downgraded") return state
  return kept === "basic" ? "basic" : "initial"
}
