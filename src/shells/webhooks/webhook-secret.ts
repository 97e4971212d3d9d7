/** What senders of webhooks must know; where it is there, webhooks are taken. */
import { Context, type Redacted } from "effect"

export class WebhookSecret extends Context.Service<WebhookSecret, { readonly secret: Redacted.Redacted }>()(
  "reelstate/shells/WebhookSecret"
) {}

const lengthMin = 16
const lengthMax = 200

/** Why this is no secret; undefined when it is one. It travels in an address, so it is of characters that need no care there. */
export const secretProblem = (secret: string): string | undefined =>
  secret.length >= lengthMin && secret.length <= lengthMax && /^[\w.~-]+$/.test(secret)
    ? undefined
    : `a secret has ${lengthMin} to ${lengthMax} letters, digits, or - . _ ~`
