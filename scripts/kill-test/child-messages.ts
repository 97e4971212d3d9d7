/** What parent and child tell each other: orders on the child's standard input, reports on its fourth descriptor. */
import { writeSync } from "node:fs"
import type { BreakName } from "./breaks.ts"

export interface Orders {
  readonly directory: string
  readonly fixtures: string
  readonly seed: string
  readonly life: number
  readonly publishers: number
  /** Turns of an earlier life that were not acknowledged: they are sent again, under the same ids. */
  readonly again: ReadonlyArray<{ readonly life: number; readonly publisher: number; readonly number: number }>
  readonly broken: BreakName | null
}

export type Report =
  | { readonly kind: "opened"; readonly opened: number; readonly repairs: ReadonlyArray<string> }
  | { readonly kind: "refused"; readonly tag: string; readonly message: string }
  /** The events of one publish, acknowledged; or refused as a whole. */
  | {
      readonly kind: "done"
      readonly turn: string
      readonly acks: ReadonlyArray<readonly [id: string, position: number]>
    }
  | { readonly kind: "failed"; readonly turn: string; readonly tag: string; readonly message: string }
  /** Something other than a publish went wrong. */
  | { readonly kind: "trouble"; readonly what: string; readonly tag: string; readonly message: string }

const reportFd = 3

/** Written in place: what the parent read was really said before the child died. */
export const report = (message: Report): void => {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`)
  for (let written = 0; written < bytes.length;) {
    try {
      written += writeSync(reportFd, bytes, written)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EAGAIN") throw cause
    }
  }
}

/** Whole lines only: the last one may have been cut by the kill. */
export const reportsIn = (text: string): ReadonlyArray<Report> =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Report)
