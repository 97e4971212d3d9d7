/** The inbox that understands webhooks, over a library's directory. Needs the library's store and bus, and a disk. */
import { DiskInbox, type DiskInboxOptions } from "../../infra/inbox/disk-inbox.ts"
import { webhookReader } from "./read-delivery.ts"
import { defaultWebhookSettings, type WebhookSettings } from "./webhook-settings.ts"

export interface InboxOptions extends Omit<DiskInboxOptions, "reader"> {
  readonly webhooks?: Partial<WebhookSettings>
}

export const inboxLayer = ({ webhooks, ...options }: InboxOptions) =>
  DiskInbox.layer({ ...options, reader: webhookReader({ ...defaultWebhookSettings, ...webhooks }) })
