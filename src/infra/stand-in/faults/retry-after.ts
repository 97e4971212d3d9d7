/** Retry-After in its two forms: seconds from now, and a date. */
import type { FaultScene } from "./fault.ts"

export const retryAfterForms = ["seconds", "date"] as const

export const retryAfterOf = ({ nowMs, settings, variant }: FaultScene): string =>
  variant === "date"
    ? new Date(nowMs + settings.retryAfterSeconds * 1_000).toUTCString()
    : String(settings.retryAfterSeconds)
