/** The population at a past position: from what the feed remembers, or else from the journal. */
import { Effect, Semaphore } from "effect"
import { base64Of } from "../../lab/feed/feed.ts"
import { momentInJournal } from "../../lab/feed/journal-moment.ts"
import { goneLeaf } from "../../lab/wire/frame.ts"
import type { Moment } from "../../lab/wire/messages.ts"
import type { LabDesk } from "./lab-desk.ts"

/** One long journal is read at a time; whoever asks meanwhile waits. */
const reading = Semaphore.makeUnsafe(1)

const fromJournal = ({ feed: { population }, journal }: LabDesk, position: number) =>
  Effect.promise(async (): Promise<Moment> => {
    const { at, leaves } = await momentInJournal(journal, { position })
    const bytes = new Uint8Array(population.size).fill(goneLeaf)
    for (const [id, leaf] of leaves) {
      const number = population.numberOf(id)
      if (number !== undefined) bytes[number] = leaf
    }
    return { position, at, leaves: base64Of(bytes) }
  })

export const momentAt = (desk: LabDesk, position: number): Effect.Effect<Moment> => {
  const asked = Math.max(0, Math.min(position, desk.feed.position))
  const remembered = desk.feed.moment(asked)
  return remembered === undefined ? reading.withPermits(1)(fromJournal(desk, asked)) : Effect.succeed(remembered)
}
