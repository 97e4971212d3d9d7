/**
 * How commands get at a library: to look at it without changing a file, or to change it with the whole runtime. A library
 * that `start` made lives in its own time, which stands still between commands; all others live in the time of the clock
 * on the wall.
 */
import { Clock, Effect, Layer, Result } from "effect"
import { existsSync, readdirSync } from "node:fs"
import { shiftedClock } from "../../infra/clocks/shifted-clock.ts"
import { DiskImageFiles } from "../../infra/image-files.ts"
import { JsonStore } from "../../infra/json-store/json-store.ts"
import { type LabMarker, readMarker } from "../../lab/lab-directory.ts"
import { defaultThresholds, type Thresholds } from "../../services/housekeeping/thresholds.ts"
import { Store } from "../../services/store.ts"
import { AtRest } from "../../services/at-rest.ts"
import { closedSourceLayer } from "../data-source-layer.ts"
import { type CoreSettings, libraryLayer, type LibraryOptions } from "../library-layer.ts"
import { findServerFile } from "../http/server-file.ts"
import { CommandFailed } from "./failures.ts"
import { fixturesBesideTheCode } from "./options.ts"
import { warn } from "./output.ts"
import { type ChosenSource, chooseSource, type SourceAsked } from "./provider-environment.ts"
import { readOnlyDisk } from "./read-only-disk.ts"
import { type CommandServices, lookingOn, servedLayer } from "./served-library.ts"

export interface LibraryAccess {
  /** Absolute. */
  readonly directory: string
  /** Who holds the library, for the message that another process gets. */
  readonly what: string
  /** Makes the library when there is nothing yet. */
  readonly mayCreate?: true
  /** What the library does besides, while it is open. */
  readonly extras?: Pick<LibraryOptions, "webhooks"> & Pick<Partial<CoreSettings>, "jobs">
}

export interface Opened {
  readonly thresholds: Thresholds
  /** Set for a library that `start` made. */
  readonly marker: LabMarker | undefined
}

const isLibrary = (directory: string): boolean =>
  existsSync(`${directory}/library.json`) || existsSync(`${directory}/journal.ndjson`)

/** Nothing is created by looking for it. */
const existing = ({ directory, mayCreate }: LibraryAccess): Effect.Effect<Opened, CommandFailed> => {
  if (isLibrary(directory)) {
    const marker = readMarker(directory)
    return Effect.succeed({ marker, thresholds: marker?.thresholds ?? defaultThresholds })
  }
  const isFree = !existsSync(directory) || readdirSync(directory).length === 0
  if (mayCreate === true && isFree) return Effect.succeed({ marker: undefined, thresholds: defaultThresholds })
  const detail = existsSync(directory) ? `${directory} is not a library` : `There is no library at ${directory}`
  return new CommandFailed({ detail: `${detail}. Make one with \`npm start\`, or name another with --library.` })
}

/** When the last thing happened in the library. */
const lastEventAt = Effect.gen(function* () {
  const store = yield* Store
  const [last] = yield* store.read(store.lastPosition(), 1)
  return last?.event.at ?? 0
})

/** Runs in the library's own time, if it has one. */
const inItsTime =
  ({ marker }: Opened, lastAt: number) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.gen(function* () {
      if (marker === undefined) return yield* effect
      const clock = yield* Clock.clockWith(Effect.succeed)
      const startAt = Math.max(marker.endedAt ?? 0, lastAt)
      return yield* Effect.provideService(
        effect,
        Clock.Clock,
        shiftedClock(clock, startAt - clock.currentTimeMillisUnsafe())
      )
    })

const lookingLayer = ({ directory, what }: LibraryAccess) =>
  Layer.mergeAll(JsonStore.layer({ directory, what }), DiskImageFiles.layer({ directory })).pipe(
    Layer.provide(readOnlyDisk)
  )

type Looking = Layer.Success<ReturnType<typeof lookingLayer>>

/** Looks at a library with nothing but its store: no actor wakes up, and no file changes. */
export const looking = Effect.fnUntraced(function* <A, E>(
  access: LibraryAccess,
  look: (opened: Opened) => Effect.Effect<A, E, Looking>
) {
  const opened = yield* existing(access)
  const server = yield* findServerFile(access.directory)
  const looked = Effect.flatMap(lastEventAt, (lastAt) => look(opened).pipe(inItsTime(opened, lastAt)))
  const layer = server === undefined ? lookingLayer(access) : lookingOn(access)
  return yield* looked.pipe(Effect.provide(layer), Effect.scoped)
})

/** Looks at what is set up for the providers and what is kept of them, as `looking` does: nothing is asked or written. */
export const sourceLooking = (directory: string, source: ChosenSource) =>
  closedSourceLayer(directory, source).pipe(Layer.provide(readOnlyDisk))

/** Where this library's answers come from, as flags and environment say. */
export const sourceFor = (asked: SourceAsked, isLab: boolean): Effect.Effect<ChosenSource, CommandFailed> =>
  Result.match(chooseSource(asked, process.env, { isLab, ownFixtures: fixturesBesideTheCode }), {
    onSuccess: Effect.succeed,
    onFailure: (detail) => new CommandFailed({ detail })
  })

/** Who has a key for OMDb wants the ratings of IMDb. */
export const enrichmentOf = ({ http, modes }: ChosenSource) => ({
  imdbRatings: http.omdbKey !== undefined && modes.imdb !== "replay"
})

const changingLayer = ({ directory, extras, what }: LibraryAccess, { thresholds }: Opened, source: ChosenSource) => {
  const settings = { thresholds, enrichment: enrichmentOf(source), jobs: extras?.jobs ?? {} }
  return libraryLayer({ ...source, directory, what, isVirtual: false, settings, webhooks: extras?.webhooks })
}

type Changing = Layer.Success<ReturnType<typeof changingLayer>>

type Asked = SourceAsked & { readonly json: boolean; readonly isQuiet?: boolean }

/**
 * Changes a library, and ends when everything that follows has been done: through the server that holds it, or with the whole
 * runtime here.
 */
export const changing = Effect.fnUntraced(function* <A, E>(
  access: LibraryAccess,
  asked: Asked,
  change: (opened: Opened) => Effect.Effect<A, E, CommandServices>
) {
  const server = yield* findServerFile(access.directory)
  if (server === undefined) return yield* changingAlone(access, asked, change)
  const changed = Effect.flatMap(existing(access), change)
  return yield* changed.pipe(Effect.provide(servedLayer(access, server)), Effect.scoped)
})

/** The same for what needs more of the runtime than a server offers: refused while another process has the library. */
export const changingAlone = Effect.fnUntraced(function* <A, E>(
  access: LibraryAccess,
  asked: Asked,
  change: (opened: Opened) => Effect.Effect<A, E, Changing>
) {
  const opened = yield* existing(access)
  const source = yield* sourceFor(asked, opened.marker !== undefined)
  if (!asked.json && asked.isQuiet !== true) yield* warn(source.notices)
  const looked = lastEventAt.pipe(Effect.provide(lookingLayer(access)), Effect.scoped)
  const lastAt = opened.marker === undefined ? 0 : yield* looked
  const changed = Effect.gen(function* () {
    const atRest = yield* AtRest
    const result = yield* change(opened)
    yield* atRest.wait
    return result
  })
  return yield* changed.pipe(
    Effect.provide(changingLayer(access, opened, source)),
    Effect.scoped,
    inItsTime(opened, lastAt)
  )
})
