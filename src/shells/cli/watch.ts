/** `reelstate watch <root>...`: looks at folders of films and goes on watching them, until somebody ends it. */
import { Effect } from "effect"
import { Command } from "effect/cli"
import { FileWatcher, type RootStatus } from "../../services/file-watcher.ts"
import { counted, shown } from "../terminal/format.ts"
import { toldText, watchedLines } from "../terminal/watch-lines.ts"
import { rootsProblem, watchingLayer } from "../watching-layer.ts"
import { changing } from "./open-for-commands.ts"
import { jsonFlag, libraryFlag, sourceFlags } from "./options.ts"
import { paint, printLines } from "./output.ts"
import { ignoreFlag, rootsArgument } from "./scan.ts"

const everyMs = 500

/** What a person wants to hear of when it changes. */
const newsKey = ({ health, problem, reason, scans, suspicion }: RootStatus): string =>
  JSON.stringify([health, reason, problem, suspicion?.reason, scans > 0])

const liveLine = (statuses: ReadonlyArray<RootStatus>): string => {
  const sum = (pick: (status: RootStatus) => number) => statuses.reduce((all, status) => all + pick(status), 0)
  const told = {
    detected: sum((status) => status.told.detected),
    moved: sum((status) => status.told.moved),
    removed: sum((status) => status.told.removed)
  }
  const unsettled = sum((status) => status.unsettled)
  const open = unsettled === 0 ? "" : `, ${counted(unsettled, "file")} not settled yet`
  return `${counted(
    sum(({ files }) => files),
    "film"
  )}${open}; since the start ${toldText(told)}`
}

/** One line that changes in place, on a terminal only. */
const lineOn = (stream: NodeJS.WriteStream) => {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined }
  let shownNow = ""
  const clear = () => void (shownNow === "" || stream.write("\r\u001b[K"))
  const show = (text: string) => {
    if (text === shownNow) return
    shownNow = text
    stream.write(`\r${text.slice(0, (stream.columns || 80) - 1)}\u001b[K`)
  }
  return { show, clear: () => (clear(), void (shownNow = "")) }
}

const followed = (json: boolean) =>
  Effect.gen(function* () {
    const watcher = yield* FileWatcher
    const line = lineOn(process.stderr)
    const before = new Map<string, string>()
    yield* Effect.addFinalizer(() => Effect.sync(line.clear))
    for (;;) {
      const statuses = watcher.status()
      for (const status of statuses) {
        const key = newsKey(status)
        if (before.get(status.root) === key) continue
        before.set(status.root, key)
        line.clear()
        yield* printLines(json ? [JSON.stringify(status)] : watchedLines(status, paint))
      }
      if (!json) line.show(liveLine(statuses))
      yield* Effect.sleep(everyMs)
    }
  })

export const watch = Command.make(
  "watch",
  { roots: rootsArgument, ignore: ignoreFlag, library: libraryFlag, ...sourceFlags, json: jsonFlag },
  Effect.fnUntraced(function* ({ ignore, json, library, roots, ...source }) {
    const problem = rootsProblem(roots)
    if (problem !== undefined) return yield* problem
    const access = { directory: library, what: "reelstate watch", mayCreate: true } as const
    const layer = watchingLayer({ roots, directory: library, what: access.what, settings: { ignore } })
    yield* changing(access, { ...source, json }, () =>
      Effect.gen(function* () {
        if (!json) yield* printLines([paint("bold", `Watching for ${shown(library)}`), "Ctrl-C ends it."])
        return yield* followed(json)
      }).pipe(Effect.scoped, Effect.provide(layer))
    )
  })
).pipe(
  Command.withDescription("Look at folders of films, and go on watching them until somebody ends it"),
  Command.withExamples([
    { command: "reelstate watch /films /nas/films", description: "Two folders" },
    { command: 'reelstate watch /films --ignore "**/extras"', description: "All but some folders" },
    { command: "reelstate serve --watch /films", description: "The same while the library is served" }
  ])
)
