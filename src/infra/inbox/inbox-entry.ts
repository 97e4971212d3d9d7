/** What stands in a line of the inbox: a delivery as it came, what became of it, or a count that outlives both. */
import type { Delivery, DeliveryState } from "../../services/inbox/inbox.ts"
import type { Occasion } from "../../services/inbox/occasions.ts"

export interface Got {
  readonly got: {
    readonly number: number
    /** Epoch milliseconds. */
    readonly at: number
    readonly source: string | null
    readonly contentType: string
    readonly hash: string
    /** The body, when it is text; otherwise `base64` has it. */
    readonly text?: string
    readonly base64?: string
  }
}

export interface Outcome {
  readonly number: number
  readonly state: DeliveryState
  readonly reason: string | null
  /** Who was found to have sent it. */
  readonly source: string | null
  readonly tries: number
  readonly dueAt: number | null
  readonly occasion: Occasion | null
}

/** What the counts were when older lines were dropped. */
export interface Tally {
  readonly newest: number
  readonly dropped: number
  readonly lost: number
}

export type InboxEntry = Got | { readonly did: Outcome } | { readonly tally: Tally }

const contentTypeLengthMax = 200

/** Text when it is text: the file stays readable. */
const bodyIn = (body: Uint8Array): { readonly text: string } | { readonly base64: string } => {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const text = bytes.toString("utf8")
  return Buffer.from(text, "utf8").equals(bytes) ? { text } : { base64: bytes.toString("base64") }
}

export const gotEntry = (delivery: Delivery, number: number, at: number, hash: string): Got => {
  const { body, source } = delivery
  const contentType = delivery.contentType.slice(0, contentTypeLengthMax)
  return { got: { number, at, source, contentType, hash, ...bodyIn(body) } }
}

export const deliveryIn = ({ got: { base64, contentType, source, text } }: Got): Delivery => ({
  source,
  contentType,
  body: text === undefined ? Buffer.from(base64 ?? "", "base64") : Buffer.from(text, "utf8")
})
