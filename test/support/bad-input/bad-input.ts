/** One piece of bad input, and what becomes of it. The list is tested, and docs/bad-input.md is made of it. */
import type { Effect } from "effect"

export interface BadInput {
  /** What comes, for people. */
  readonly given: string
  /** What becomes of it: `refused: ...`, or what is kept. */
  readonly becomes: string
  /** Does it, and tells what became of it in the same words. */
  readonly outcome: Effect.Effect<string>
}

export interface BadInputs {
  readonly heading: string
  readonly about: string
  readonly inputs: ReadonlyArray<BadInput>
}
