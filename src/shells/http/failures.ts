/** From what services say went wrong to what a client is told. What nobody expected is logged, and told without its insides. */
import { type Cause, Effect } from "effect"
import type { ProviderError } from "../../services/data-provider.ts"
import type { EventInvalid } from "../../services/event-bus.ts"
import type { HousekeepingRefused } from "../../services/housekeeping/housekeeper.ts"
import type { ImageRefused } from "../../services/image-files.ts"
import type { PageUnknown } from "../../services/movie-repository.ts"
import type { JobUnknown } from "../../services/scheduler/scheduler.ts"
import type { StoreError } from "../../services/store.ts"
import { Problem, type ProblemKind } from "./problem.ts"

export type Failure =
  | Problem
  | EventInvalid
  | StoreError
  | PageUnknown
  | HousekeepingRefused
  | ImageRefused
  | ProviderError
  | JobUnknown

const refusals: Record<HousekeepingRefused["reason"], ProblemKind> = {
  PlanUnknown: "plan-unknown",
  PlanStopped: "plan-stopped",
  PlanApplied: "plan-applied",
  NothingToUndo: "nothing-to-undo"
}

const kindOf = (failure: Exclude<Failure, Problem>): ProblemKind => {
  switch (failure._tag) {
    case "EventInvalid":
      return "event-refused"
    case "StoreError":
      return failure.reason._tag === "StoreFull" ? "disk-full" : "library-broken"
    case "PageUnknown":
      return "page-gone"
    case "HousekeepingRefused":
      return refusals[failure.reason]
    case "ImageRefused":
      return "library-broken"
    case "ProviderError":
      return "provider-failed"
    case "JobUnknown":
      return "job-unknown"
  }
}

/** Where the library lies is nobody's business on the other side of a wire. */
const detailOf = (failure: Exclude<Failure, Problem>): string =>
  kindOf(failure) === "library-broken" ? "The library answered with a failure." : failure.message

const problemOf = (failure: Failure): Problem =>
  failure._tag === "Problem" ? failure : new Problem({ kind: kindOf(failure), detail: detailOf(failure) })

const ourBug = new Problem({ kind: "our-bug", detail: "Something happened that should not be possible." })

/** The problem to tell, after what only the owner may read has been logged. */
export const problemOfCause = (cause: Cause.Cause<Failure>, where: string): Effect.Effect<Problem> => {
  const failed = cause.reasons.find((reason) => reason._tag === "Fail")
  if (failed === undefined) return Effect.as(Effect.logError(`A request failed: ${where}`, cause), ourBug)
  const problem = problemOf(failed.error)
  if (problem.kind !== "library-broken") return Effect.succeed(problem)
  return Effect.as(Effect.logError(`The library failed: ${where}: ${failed.error.message}`), problem)
}
