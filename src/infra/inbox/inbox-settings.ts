import { dayMs, hourMs, minuteMs } from "../../domain/time.ts"

export interface InboxSettings {
  /** The file is made smaller, to half of this, when it has grown beyond it. */
  readonly bytesMax: number
  /** What had its effect is kept for so long. */
  readonly ageMaxMs: number
  /** When a delivery whose movie nobody can name is tried again, counted from the try before; then for the last time. */
  readonly waitsMs: ReadonlyArray<number>
  /** So many may wait; the oldest of more has its last try at once. */
  readonly waitingMax: number
}

export const defaultInboxSettings: InboxSettings = {
  bytesMax: 16 * 1024 * 1024,
  ageMaxMs: 30 * dayMs,
  waitsMs: [minuteMs, 10 * minuteMs, hourMs, 6 * hourMs, dayMs],
  waitingMax: 256
}
