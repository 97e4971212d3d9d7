/** Server-Sent Events as they come from a server of ours. */
import { Stream } from "effect"
import * as Sse from "effect/encoding/Sse"
import type { LoggedEvent } from "../../services/store.ts"

/** An event of the journal; or a gap, because the client was too far behind; or the end, because the server closes. */
export type Told =
  | ({ readonly told: "event" } & LoggedEvent)
  | { readonly told: "gap"; readonly from: number; readonly to: number; readonly why: string }
  | { readonly told: "end"; readonly why: string }

const eventCharactersMax = 4 * 1024 * 1024

const toldOf = ({ data, event }: Sse.Event): Told => {
  const told = JSON.parse(data) as LoggedEvent & { from: number; to: number; why: string }
  if (event === "gap" || event === "end") return { ...told, told: event }
  return { ...told, told: "event" }
}

/** Reads until the server ends it; what cannot be read fails as `failed` says. */
export const toldIn = <E>(body: ReadableStream<Uint8Array>, failed: (fault: unknown) => E): Stream.Stream<Told, E> =>
  Stream.suspend(() => {
    const arrived: Array<Told> = []
    const parser = Sse.makeParser(
      (each) => {
        if (each._tag === "Event" && each.data !== "") arrived.push(toldOf(each))
      },
      { maxEventSize: eventCharactersMax }
    )
    return Stream.fromReadableStream({ evaluate: () => body, onError: failed }).pipe(
      Stream.decodeText(),
      Stream.flatMap((text) => {
        parser.feed(text)
        return Stream.fromArray(arrived.splice(0))
      })
    )
  })
