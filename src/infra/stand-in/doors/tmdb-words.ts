/** How TMDB says no: a status code of its own beside that of HTTP. */
import { jsonReply, type Reply } from "../reply.ts"

export const tmdbRefusal = (status: number, code: number, message: string): Reply =>
  jsonReply(status, { success: false, status_code: code, status_message: message })

export const notFoundMessage = "The resource you requested could not be found."
export const invalidKeyMessage = "Invalid API key: You must be granted a valid key."
export const overLimitMessage = "Your request count is over the allowed limit."

export const notFound = (): Reply => tmdbRefusal(404, 34, notFoundMessage)
