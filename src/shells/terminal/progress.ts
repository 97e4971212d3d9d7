/** A line on a terminal's stderr that says how far something is; nothing in a pipe, so that nobody has to filter it out. */
import { count, duration } from "./format.ts"
import { bar } from "./table.ts"

export interface Progress {
  /** `share` is from 0 to 1. */
  readonly show: (share: number, text: string) => void
  readonly clear: () => void
}

const width = 32

export const progressOn = (stream: NodeJS.WriteStream): Progress => {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined }
  return {
    show: (share, text) => void stream.write(`\r${bar(share, width)} ${Math.round(share * 100)} % ${text}\u001b[K`),
    clear: () => void stream.write("\r\u001b[K")
  }
}

/** `1,234,567 rows a second, 12 s left`; what is not known yet is not said. */
export const pace = (perSecond: number, noun: string, leftMs: number | undefined): string => {
  const left = leftMs === undefined ? "" : `, ${duration(Math.ceil(leftMs / 1_000) * 1_000)} left`
  return `${count(perSecond)} ${noun} a second${left}`
}
