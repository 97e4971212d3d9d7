/**
 * When is the system at rest? Everybody who can have work pending registers a question; the answer is a sentence that says
 * what is pending, or null. Waiting for a retry, a gap or a refresh in the future is rest.
 */
import { Context, Effect, Layer, type Scope } from "effect"

type Pending = () => string | null

export class AtRest extends Context.Service<
  AtRest,
  {
    /** Asks this from now on, until the Scope closes. */
    readonly register: (pending: Pending) => Effect.Effect<void, never, Scope.Scope>
    /** Tells those who wait that something was finished. Cheap when nobody waits. */
    readonly signal: () => void
    /** Returns when nothing is pending. Work that waits for the clock needs somebody to move the clock. */
    readonly wait: Effect.Effect<void>
    /** What is pending now, in sentences. */
    readonly pending: () => ReadonlyArray<string>
  }
>()("reelstate/services/AtRest") {
  static readonly layer = Layer.sync(AtRest, () => {
    const questions = new Set<Pending>()
    const waiting = new Set<() => void>()

    const pending = () => {
      const answers: Array<string> = []
      for (const question of questions) {
        const answer = question()
        if (answer !== null) answers.push(answer)
      }
      return answers
    }
    const signal = () => {
      if (waiting.size === 0 || pending().length > 0) return
      for (const resume of waiting) resume()
      waiting.clear()
    }
    const wait = Effect.callback<void>((resume) => {
      const done = () => resume(Effect.void)
      waiting.add(done)
      signal()
      return Effect.sync(() => void waiting.delete(done))
    })
    const register = (question: Pending) =>
      Effect.acquireRelease(
        Effect.sync(() => void questions.add(question)),
        () =>
          Effect.sync(() => {
            questions.delete(question)
            signal()
          })
      )
    return AtRest.of({ register, signal, wait, pending })
  })
}
