import type { Reading } from "../../../services/inbox/inbox.ts"
import type { WebhookSettings } from "../webhook-settings.ts"

/** One sender's way of writing. Pure; anything may come in, and nothing throws. */
export interface Format {
  readonly name: string
  /** By the shape alone: senders lie about content types, and people paste the wrong address. */
  readonly recognises: (payload: unknown) => boolean
  readonly read: (payload: unknown, settings: WebhookSettings) => Reading
}

/** Why something that is no movie is passed over. */
export const noMovie = (kind: string | undefined): string => `it is about ${kind ?? "nothing"}, not about a movie`
