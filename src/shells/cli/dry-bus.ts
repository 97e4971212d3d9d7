/** A bus that counts what would be published, and keeps the first of it to be shown. */
import { Effect, Layer } from "effect"
import type { EventInput } from "../../domain/event.ts"
import { EventBus } from "../../services/event-bus.ts"
import { count, shown } from "../terminal/format.ts"

const eventsMax = 1_000
const linesMax = 20

const lineOf = (event: EventInput): string => {
  if (event.type === "VideoMoved") return `  moved    ${shown(event.path)} to ${shown(event.to)}`
  if (event.type === "VideoRemoved") return `  removed  ${shown(event.path)}`
  return event.type === "VideoFileDetected" ? `  found    ${shown(event.path)}` : `  ${event.type}`
}

export class DryNews {
  readonly events: Array<EventInput> = []
  /** How many there are beyond those that are kept. */
  more = 0

  add(event: EventInput): void {
    if (this.events.length < eventsMax) this.events.push(event)
    else this.more++
  }

  lines(): ReadonlyArray<string> {
    const rest = this.events.length + this.more - linesMax
    const some = this.events.slice(0, linesMax).map(lineOf)
    return rest > 0 ? [...some, `  and ${count(rest)} more`] : some
  }
}

export const dryBus = (news: DryNews): Layer.Layer<EventBus> => {
  const publishAll: EventBus["Service"]["publishAll"] = (inputs) =>
    Effect.sync(() =>
      inputs.map((input) => {
        news.add(input)
        return { id: input.id ?? "", position: 0, duplicate: false }
      })
    )
  const noSubscribers = Effect.die(new Error("nobody subscribes to a dry run"))
  return Layer.succeed(EventBus, {
    publishAll,
    publish: (input) => Effect.map(publishAll([input]), ([receipt]) => receipt!),
    stamp: () => {
      throw new Error("nothing is stamped in a dry run")
    },
    subscribe: () => noSubscribers,
    lastPosition: () => 0,
    status: () => ({ lastPosition: 0, subscribers: [], catchUps: 0 })
  })
}
