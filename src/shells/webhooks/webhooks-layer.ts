/** Webhooks for a library: the inbox, and the secret that opens it. */
import { Layer, type Redacted } from "effect"
import { inboxLayer, type InboxOptions } from "./inbox-layer.ts"
import { WebhookSecret } from "./webhook-secret.ts"

export interface WebhookOptions extends Omit<InboxOptions, "directory"> {
  readonly secret: Redacted.Redacted
}

/** Needs the library's store and bus, and a disk. */
export const webhooksLayer = (directory: string, { secret, ...options }: WebhookOptions) =>
  Layer.merge(inboxLayer({ directory, ...options }), Layer.succeed(WebhookSecret, { secret }))
