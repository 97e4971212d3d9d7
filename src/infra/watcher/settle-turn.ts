/** Looks at some of the files that have not settled yet, and tells of those that have. */
import { Clock, Effect } from "effect"
import { readPath } from "../../domain/naming/read-path.ts"
import { type FileRecord, pathOf } from "./index/records.ts"
import { movesByFingerprint, moveNews } from "./move-news.ts"
import { inTime } from "./pass.ts"
import type { RootWatch } from "./root-watch.ts"
import { judge } from "./settled.ts"
import { type News, tell } from "./tell.ts"
import { detected } from "./told.ts"
import type { Probe } from "./tree/file-tree.ts"

const filesPerTurn = 64
const unreadableWaitMs = 60_000

/** When the next unsettled file is to be looked at; Infinity when there is none. */
export const nextSettleAt = ({ kept }: RootWatch): number => {
  let at = Infinity
  for (const { settling, missingSince } of kept.index.unsettled) {
    if (missingSince === null) at = Math.min(at, settling!.lookAt)
  }
  return at
}

/** The same question for one moment, answered without looking at all of them. */
export const isSettleDue = ({ kept }: RootWatch, at: number): boolean => {
  for (const { settling, missingSince } of kept.index.unsettled) {
    if (missingSince === null && settling!.lookAt <= at) return true
  }
  return false
}

const dueFiles = ({ kept }: RootWatch, at: number): ReadonlyArray<FileRecord> => {
  const due: Array<FileRecord> = []
  for (const file of kept.index.unsettled) {
    if (file.missingSince === null && file.settling!.lookAt <= at) due.push(file)
    if (due.length === filesPerTurn) break
  }
  return due
}

/** A sample or a trailer is counted and not told; what it is stands in its name. */
const withoutExtras = ({ kept, root }: RootWatch, files: ReadonlyArray<FileRecord>): ReadonlyArray<FileRecord> =>
  files.filter((file) => {
    if (file.kind === "film" && (file.published !== null || readPath(pathOf(file), { root })[0]?.kind !== "extra")) {
      return true
    }
    kept.index.markExtra(file)
    kept.index.settle(file)
    return false
  })

type Settled = Probe & { readonly kind: "read" }

const note = (watch: RootWatch, file: FileRecord, probe: Probe, at: number): Settled | undefined => {
  const { index } = watch.kept
  const settling = file.settling!
  if (probe.kind === "absent") {
    if (file.published === null) index.forgetFile(file)
    else index.miss(file, at)
    return undefined
  }
  if (probe.kind === "unreadable") {
    file.settling = { ...settling, lookAt: at + unreadableWaitMs }
    return undefined
  }
  const verdict = judge(file, settling, probe, at, watch.settings)
  const { size, mtimeMs, ctimeMs, inode, device } = probe
  if (file.size !== size || file.mtimeMs !== mtimeMs || file.inode !== inode) index.touch(file)
  Object.assign(file, { size, mtimeMs, ctimeMs, inode, device })
  if (verdict.kind === "settled") return verdict.probe
  file.settling = verdict.settling
  return undefined
}

const newsOf = Effect.fnUntraced(function* (watch: RootWatch, settled: ReadonlyMap<FileRecord, Settled>, at: number) {
  const { index } = watch.kept
  const fingerprints = new Map([...settled].map(([file, { fingerprint }]) => [file, fingerprint]))
  const moves = yield* movesByFingerprint(watch, fingerprints, at)
  return [...settled].flatMap(([file, probe]): ReadonlyArray<News> => {
    const { fingerprint } = probe
    const from = moves.get(file)
    if (from !== undefined) return [moveNews(watch, { from, to: file })]
    if (file.published === fingerprint) {
      index.settle(file)
      return []
    }
    const apply = () => {
      index.publish(file, fingerprint)
      index.settle(file)
    }
    return [{ event: detected(file, watch.root, probe), apply }]
  })
})

export const settleTurn = Effect.fnUntraced(function* (watch: RootWatch) {
  const at = yield* Clock.currentTimeMillis
  const due = withoutExtras(watch, dueFiles(watch, at))
  const requests = due.map((file) => {
    const nfo = file.settling?.nfo ?? null
    return { path: pathOf(file), nfo: nfo === null ? null : `${file.home.path}/${nfo}` }
  })
  const probes = yield* inTime(watch.tree.probe(requests), watch.root, watch.settings.answerWithinMs)
  const settled = new Map<FileRecord, Settled>()
  due.forEach((file, place) => {
    const verdict = note(watch, file, probes[place]!, at)
    if (verdict !== undefined) settled.set(file, verdict)
  })
  yield* tell(watch, yield* newsOf(watch, settled, at))
})
