/** What senders of webhooks must know; where it is there, webhooks are taken. */
import { Context, type Redacted } from "effect"

export class WebhookSecret extends Context.Service<WebhookSecret, { readonly secret: Redacted.Redacted }>()(
  "reelstate/shells/WebhookSecret"
) {}
