/**
 * Answers requests from recorded packs instead of a network: the bytes, the status and the time it took, all as recorded.
 * Deterministic: the same request gets the same answer after the same wait, on whatever Clock there is.
 */
import { Effect, Layer, Result, Schema } from "effect"
import {
  AnswerInvalid,
  DataProvider,
  FixtureMissing,
  ProviderError,
  type ProviderRequest,
  requestKey
} from "../../services/data-provider.ts"
import { openPackFolder } from "./pack-folder.ts"
import type { PackLine } from "./pack-line.ts"
import { recordedAnswer } from "./recorded-answer.ts"
import { memorySource, type ReplaySource } from "./replay-source.ts"

/** The folder of replay packs could not be read. */
export class ReplayUnreadable extends Schema.TaggedError<ReplayUnreadable>()("ReplayUnreadable", {
  directory: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `The replay fixtures in ${this.directory} could not be read: ${this.detail}`
  }
}

export interface ReplaySettings {
  /** 1 waits as long as the recording did, 0 not at all. */
  readonly latencyScale: number
}

const dataProvider = (source: ReplaySource, { latencyScale }: ReplaySettings) => {
  const get = Effect.fnUntraced(function* (request: ProviderRequest) {
    const { provider } = request
    const key = requestKey(request)
    const found = recordedAnswer(source, key)
    if (Result.isFailure(found)) {
      return yield* new ProviderError({ provider, reason: new AnswerInvalid({ detail: found.failure }) })
    }
    if (found.success === undefined) {
      return yield* new ProviderError({ provider, reason: new FixtureMissing({ key, nearest: source.nearest(key) }) })
    }
    const { latencyMs, ...answer } = found.success
    if (latencyMs * latencyScale > 0) yield* Effect.sleep(latencyMs * latencyScale)
    return answer
  })
  return DataProvider.of({ get })
}

const openFolder = (directory: string) =>
  Effect.acquireRelease(
    Effect.try({
      try: () => openPackFolder(directory),
      catch: (fault) => new ReplayUnreadable({ directory, detail: String(fault) })
    }),
    (folder) => Effect.sync(folder.close)
  )

export const JsonReplayProvider = {
  /** Answers from a folder of packs. Damaged lines are logged as warnings and missing from the answers, no more. */
  layer: (directory: string, settings: ReplaySettings): Layer.Layer<DataProvider, ReplayUnreadable> =>
    Layer.effect(
      DataProvider,
      Effect.gen(function* () {
        const folder = yield* openFolder(directory)
        for (const { file, line, detail } of folder.damaged) {
          yield* Effect.logWarning(`The replay fixture ${file} line ${line} was passed over: ${detail}`)
        }
        return dataProvider(folder, settings)
      })
    ),
  /** Answers from a list of lines in memory, as they would stand in a pack. */
  layerMemory: (lines: ReadonlyArray<PackLine>, settings: ReplaySettings): Layer.Layer<DataProvider> =>
    Layer.sync(DataProvider, () => dataProvider(memorySource(lines), settings))
}
