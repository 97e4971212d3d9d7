/**
 * When a file has settled: size, times and edges stood still for an interval, its first bytes are there, its end is not
 * all zeros, as it is where a program takes the whole space before it writes, and it is as long as its own head says. Pure.
 */
import type { FileRecord, Settling } from "./index/records.ts"
import type { WatcherSettings } from "./settings.ts"
import type { Probe } from "./tree/file-tree.ts"

export type Verdict =
  | { readonly kind: "settled"; readonly probe: Probe & { readonly kind: "read" } }
  /** Look again then; `settling` is what is known until then. */
  | { readonly kind: "wait"; readonly settling: Settling }

/** An unfinished file that stands still is looked at ever more seldom, at least so often. */
const waitMaxMs = 10 * 60_000

const isQuiet = ({ mtimeMs, ctimeMs }: { mtimeMs: number; ctimeMs: number }, at: number, quietMs: number): boolean =>
  Math.max(mtimeMs, ctimeMs) <= at - quietMs

const hasMoved = (file: FileRecord, probe: Probe & { kind: "read" }): boolean =>
  file.size !== probe.size || file.mtimeMs !== probe.mtimeMs || file.inode !== probe.inode

/** What a probe of an unsettled file says. The file's own numbers are those of the look before. */
export const judge = (
  file: FileRecord,
  settling: Settling,
  probe: Probe & { readonly kind: "read" },
  at: number,
  { settleMs, quietMs }: WatcherSettings
): Verdict => {
  const quiet = isQuiet(probe, at, quietMs)
  const { fingerprint } = probe
  const stands = !hasMoved(file, probe) && (settling.fingerprint === null || settling.fingerprint === fingerprint)
  const stillSince = stands ? settling.stillSince : at
  const isUnfinished = probe.isHeadEmpty || settling.isBusy || ((probe.isTailEmpty || probe.isCut) && !quiet)
  const isSettled = stands && (quiet || (settling.fingerprint === fingerprint && at - stillSince >= settleMs))
  if (isSettled && !isUnfinished) return { kind: "settled", probe }
  const pauseMs = isUnfinished ? Math.min(Math.max(settleMs, (at - stillSince) / 4), waitMaxMs) : settleMs
  return {
    kind: "wait",
    settling: { ...settling, stillSince, fingerprint, isUnfinished, lookAt: at + pauseMs }
  }
}
