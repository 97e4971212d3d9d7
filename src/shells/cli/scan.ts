/** `reelstate scan <root>...`: one look at folders of films; what is new, moved or gone becomes known. */
import { Effect, Layer } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { resolve } from "node:path"
import { fileWatcherLayer } from "../../infra/watcher/live-file-watcher.ts"
import { NodeFileTree } from "../../infra/watcher/tree/node-file-tree.ts"
import { FileWatcher, type RootStatus, type ScanPhase, type ScanProgress } from "../../services/file-watcher.ts"
import { httpClient } from "../http/client.ts"
import { findServerFile } from "../http/server-file.ts"
import { shown } from "../terminal/format.ts"
import { progressOn } from "../terminal/progress.ts"
import { progressText, scannedLines } from "../terminal/watch-lines.ts"
import { rootsProblem, watcherLayer } from "../watching-layer.ts"
import { dryBus, DryNews } from "./dry-bus.ts"
import { CommandFailed, Ended, exitCodes } from "./failures.ts"
import { changing } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, sourceFlags } from "./options.ts"
import { paint, printJson, printLines } from "./output.ts"
import { onlookerDisk } from "./read-only-disk.ts"

export const rootsArgument = Argument.String("root").pipe(
  Argument.withDescription("A folder with films in it, or below it"),
  Argument.variadic({ min: 1 }),
  Argument.map((roots) => roots.map((root) => resolve(root)))
)

export const ignoreFlag = Flag.String("ignore").pipe(
  Flag.withDescription("A name or path below the folder to pass over, with * and **; may be given several times"),
  Flag.atLeast(0)
)

const flags = {
  roots: rootsArgument,
  ignore: ignoreFlag,
  dryRun: Flag.Boolean("dry-run").pipe(
    Flag.withDescription("Look, and tell what would become known; change nothing"),
    Flag.withDefault(false)
  ),
  confirm: Flag.Boolean("confirm").pipe(
    Flag.withDescription("Yes, I emptied it: what is missing in these folders counts as removed"),
    Flag.withDefault(false)
  ),
  library: libraryFlag,
  ...sourceFlags,
  json: jsonFlag
}

/** Shows how far it is; each phase of each root has its own pace. */
const progressShown = () => {
  const progress = progressOn(process.stderr)
  let began: { readonly phase: ScanPhase; readonly root: string; readonly at: number } | undefined
  const onProgress = (at: ScanProgress) => {
    if (began?.phase !== at.phase || began.root !== at.root) began = { ...at, at: performance.now() }
    progress.show(at.share, progressText(at, performance.now() - began.at, at.share))
  }
  return { onProgress, clear: progress.clear }
}

const scanHere = Effect.fnUntraced(function* (roots: ReadonlyArray<string>, isConfirmed: boolean) {
  const { clear, onProgress } = progressShown()
  const watcher = yield* FileWatcher
  return yield* watcher.scan(roots, { isConfirmed, onProgress }).pipe(Effect.ensuring(Effect.sync(clear)))
})

/** A server that watches folders looks itself: two would write over each other's memory. Undefined when none watches. */
const scanThere = Effect.fnUntraced(function* (library: string, roots: ReadonlyArray<string>, isConfirmed: boolean) {
  const server = yield* findServerFile(library)
  if (server === undefined) return undefined
  const client = httpClient(server)
  const { watching } = yield* client.status
  if (watching.length === 0) return undefined
  const stranger = roots.find((root) => !watching.some((each) => each.root === root))
  if (stranger !== undefined) {
    const detail = `The server at ${server.url} watches ${watching.map(({ root }) => shown(root)).join(", ")} for this library. End it and begin it again with --watch ${shown(stranger)} as well.`
    return yield* new CommandFailed({ detail })
  }
  return yield* Effect.forEach(roots, (root) => client.look({ root, confirm: isConfirmed }))
})

/** Nothing is written, and nobody hears of it. */
const dryLayer = (directory: string, ignore: ReadonlyArray<string>, news: DryNews) =>
  fileWatcherLayer({ directory, settings: { ignore } }).pipe(
    Layer.provide([NodeFileTree.layer, onlookerDisk, dryBus(news)])
  )

const report = (statuses: ReadonlyArray<RootStatus>, json: boolean, news: DryNews | undefined) => {
  const dryRun = news !== undefined
  if (json) return printJson({ dryRun, roots: statuses, ...(dryRun && { events: news.events, more: news.more }) })
  const lines = statuses.flatMap((status) => scannedLines(status, dryRun, paint))
  return printLines([...lines, ...(news?.lines() ?? [])])
}

export const scan = Command.make(
  "scan",
  flags,
  Effect.fnUntraced(function* ({ confirm, dryRun, ignore, library, roots, ...asked }) {
    const problem = rootsProblem(roots)
    if (problem !== undefined) return yield* problem
    const access = { directory: library, what: "reelstate scan", mayCreate: true } as const
    const here = scanHere(roots, confirm)
    const news = dryRun ? new DryNews() : undefined
    const real = Effect.gen(function* () {
      const there = yield* scanThere(library, roots, confirm)
      if (there !== undefined) return there
      const layer = watcherLayer({ directory: library, what: access.what, settings: { ignore } })
      return yield* changing(access, asked, () => Effect.provide(here, layer))
    })
    const statuses = yield* news === undefined ? real : Effect.provide(here, dryLayer(library, ignore, news))
    yield* report(statuses, asked.json, news)
    if (statuses.some((status) => status.problem !== null)) return yield* new Ended({ code: exitCodes.failed })
  })
).pipe(
  Command.withDescription(
    "Look once at folders of films: what is new, moved or gone becomes known; no provider is asked for it"
  ),
  Command.withExamples([
    { command: "reelstate scan /films --dry-run", description: "What would become known" },
    { command: "reelstate scan /films /nas/films", description: "Two folders; what moved between them stays one film" },
    { command: "reelstate scan /films --confirm", description: "Yes, I emptied it" }
  ])
)
