/** From the bytes of a delivery to what it says. The shape decides who sent it; content types and addresses are hints. */
import type { Delivery, DeliveryReader, Reading } from "../../services/inbox/inbox.ts"
import { allFormats } from "./formats/all-formats.ts"
import { keepJsonPart } from "./json-part.ts"
import { looseJson } from "./mend-json.ts"
import { ignored } from "./playback.ts"
import type { WebhookSettings } from "./webhook-settings.ts"

const decoder = new TextDecoder()

export const readDelivery = (delivery: Delivery, settings: WebhookSettings): Reading => {
  const { body, source } = keepJsonPart(delivery)
  const json = looseJson(decoder.decode(body))
  if (json === undefined) return ignored(source, "it is no JSON")
  const format = allFormats.find((each) => each.recognises(json.value))
  if (format === undefined) return ignored(source, "nobody here knows this form")
  return format.read(json.value, settings)
}

/** How an inbox understands webhooks. */
export const webhookReader = (settings: WebhookSettings): DeliveryReader => ({
  keep: keepJsonPart,
  read: (delivery) => readDelivery(delivery, settings)
})
