/** Which tab of the right side is open. */
import { signal } from "@preact/signals"

export type Tab = "movie" | "events" | "housekeeping" | "send"
export const tab = signal<Tab>("movie")
