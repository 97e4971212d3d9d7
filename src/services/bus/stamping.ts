/** Gives every event its id, time, cause and first cause. */
import type { Clock } from "effect"
import type { Event, EventBody, EventInput } from "../../domain/event.ts"

export interface Stamping {
  readonly fact: (body: EventBody, cause: Event | undefined) => Event
  readonly input: (input: EventInput) => Event
}

/** Ids of our own: how often the library was opened, and a count. Unique without randomness (RUN-2). */
export const isOwnId = (id: string): boolean => /^\d+-[0-9a-z]+$/.test(id)

export const makeStamping = (clock: Clock.Clock, opened: number): Stamping => {
  let count = 0
  const nextId = () => `${opened}-${(++count).toString(36)}`
  return {
    fact: (body, cause) => {
      const id = nextId()
      const at = clock.currentTimeMillisUnsafe()
      return { ...body, id, at, causedBy: cause?.id ?? null, firstCause: cause?.firstCause ?? id }
    },
    input: (input) => {
      const id = input.id ?? nextId()
      const at = clock.currentTimeMillisUnsafe()
      const causedBy = input.causedBy ?? null
      return { ...input, id, at, causedBy, firstCause: input.firstCause ?? causedBy ?? id }
    }
  }
}
