/**
 * One pass over a root, or over some of its folders: the scan that everything else only hints at. Two questions are under
 * way at a time, so that the tree is read while the last answer is written into the records; each is small, so that nobody
 * else in the program waits for long.
 */
import { Clock, Effect, Fiber } from "effect"
import type { FileIndex } from "./index/file-index.ts"
import { type FolderRecord, freshSettling } from "./index/records.ts"
import { type MergeContext, mergeListing, type StatCursor } from "./merge.ts"
import { type LookRequest, type PassedOver, type RootTree, type TreeFacts, TreeFailed } from "./tree/file-tree.ts"

const foldersPerLook = 128
const filesPerLook = 1_024
/** How many odd things of one pass are told by name. */
const toldMax = 20

export interface PassOptions {
  readonly index: FileIndex
  readonly tree: RootTree
  readonly facts: TreeFacts
  readonly answerWithinMs: number
  /** Where to begin, below the root; everywhere when undefined. Only new folders are gone into then. */
  readonly start: ReadonlyArray<FolderRecord> | undefined
  /** Lists folders although their times say that nothing has changed. */
  readonly isFresh: boolean
  readonly onLook?: ((done: number, queued: number) => void) | null
}

export type OddPlace = PassedOver & { readonly path: string }

export interface PassReport {
  /** Why the root itself could not be looked at, in which case nothing was concluded; or null. */
  readonly rootProblem: string | null
  readonly folders: number
  readonly unreadable: ReadonlyArray<string>
  readonly passedOver: ReadonlyArray<OddPlace>
}

/** Asks the tree, and does not wait for ever. */
export const inTime = <A>(asked: Effect.Effect<A, TreeFailed>, root: string, answerWithinMs: number) =>
  Effect.timeoutOrElse(asked, {
    duration: answerWithinMs,
    orElse: () => new TreeFailed({ root, detail: `no answer within ${answerWithinMs / 1_000} s` })
  })

const requestFor = (folder: FolderRecord, isFresh: boolean): LookRequest => {
  const isListed = isFresh || folder.isGone || folder.mtimeMs === null
  return {
    path: folder.path,
    knownMtimeMs: isListed ? null : folder.mtimeMs,
    knownInode: folder.inode,
    files: isListed ? [] : [...folder.files.keys()]
  }
}

/** Folders for the next question: many small ones, or a few large ones. */
const takeFolders = (queue: Array<FolderRecord>): ReadonlyArray<FolderRecord> => {
  const taken: Array<FolderRecord> = []
  let files = 0
  while (queue.length > 0 && taken.length < foldersPerLook && files < filesPerLook) {
    const folder = queue.pop()!
    taken.push(folder)
    files += folder.files.size
  }
  return taken
}

/** Most files of a device are on another now: after a restart the system has given it another number. */
const renumberMissing = ({ index, renumbered }: MergeContext): void => {
  for (const [key, count] of renumbered) {
    const [from, to] = key.split(">").map(Number)
    const left = [...index.missing].filter(({ device }) => device === from)
    if (left.length >= count) continue
    for (const file of left) {
      file.device = to!
      index.touch(file)
    }
  }
}

/** Looks at the root first: when it is not there, nothing is known of anything in it. */
export const runPass = Effect.fnUntraced(function* ({
  index,
  tree,
  facts,
  answerWithinMs,
  start,
  isFresh,
  onLook
}: PassOptions) {
  const at = yield* Clock.currentTimeMillis
  const { trustsFolderTimes } = facts
  const context: MergeContext = { index, at, trustsFolderTimes, fresh: freshSettling(at), renumbered: new Map() }
  const known = start === undefined ? undefined : new Set(index.folders.values())
  const queue: Array<FolderRecord> = start?.filter((folder) => folder !== index.root) ?? []
  const unreadable: Array<string> = []
  const passedOver: Array<OddPlace> = []
  let folders = 0

  const ask = Effect.fnUntraced(function* (asked: ReadonlyArray<FolderRecord>) {
    const requests = asked.map((folder) => requestFor(folder, isFresh))
    const wasGone = new Set(asked.flatMap(({ folders: below }) => [...below.values()].filter(({ isGone }) => isGone)))
    const answer = yield* inTime(tree.look(requests), index.root.path, answerWithinMs)
    return { asked, requests, answer, wasGone }
  })

  const merge = ({ asked, requests, answer, wasGone }: Effect.Success<ReturnType<typeof ask>>) => {
    const cursor: StatCursor = { stats: answer.stats, at: 0 }
    answer.listings.forEach((listing, place) => {
      const folder = asked[place]!
      folders++
      for (const child of mergeListing(context, folder, requests[place]!.files, listing, cursor)) {
        if (known === undefined || !known.has(child) || wasGone.has(child)) queue.push(child)
      }
      if (listing.kind === "unreadable" && unreadable.length < toldMax)
        unreadable.push(`${folder.path} (${listing.code})`)
      if (listing.kind !== "listed" || listing.passedOver === undefined || passedOver.length >= toldMax) return
      passedOver.push({ path: folder.path, ...listing.passedOver })
    })
  }

  const report = (rootProblem: string | null): PassReport => ({ rootProblem, folders, unreadable, passedOver })

  const first = yield* ask([index.root])
  const [listing] = first.answer.listings
  if (listing!.kind === "absent") return report("it is not there")
  if (listing!.kind === "unreadable") return report(`it cannot be read (${listing!.code})`)
  merge(first)
  let flying: Fiber.Fiber<Effect.Success<ReturnType<typeof ask>>, TreeFailed> | undefined
  while (queue.length > 0 || flying !== undefined) {
    const next: typeof flying =
      queue.length === 0 ? undefined : yield* Effect.forkChild(ask(takeFolders(queue)), { startImmediately: true })
    if (flying !== undefined) merge(yield* Fiber.join(flying))
    onLook?.(folders, queue.length)
    flying = next
  }
  renumberMissing(context)
  return report(null)
})
