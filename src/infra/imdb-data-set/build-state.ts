/** What a build, finished or not, knows about itself; kept inside its file and committed together with the rows. */
import { Schema } from "effect"
import { keptKinds } from "./title-rows.ts"
import { ReadState } from "./table-reader.ts"
import { titleKeyVersion } from "./title-key.ts"

export const SourceState = Schema.Struct({
  path: Schema.String,
  /** Tells one download from another: size, time of change, and the hash of its beginning. */
  fingerprint: Schema.String,
  /** Size of the file as it lies on the disk. */
  bytes: Schema.Finite,
  /** When the file was published or fetched, as the disk tells it; epoch milliseconds. */
  asOf: Schema.Finite,
  missingColumns: Schema.Array(Schema.String),
  unknownColumns: Schema.Array(Schema.String),
  read: ReadState,
  done: Schema.Boolean
})
export type SourceState = typeof SourceState.Type

export const BuildState = Schema.Struct({
  /** What the rows were made by: format, kinds and spelling. An index of other rules is made anew. */
  rules: Schema.String,
  titles: Schema.NullOr(SourceState),
  ratings: Schema.NullOr(SourceState),
  /** Epoch milliseconds; null until it is whole. */
  builtAt: Schema.NullOr(Schema.Finite)
})
export type BuildState = typeof BuildState.Type

const formatVersion = 1
export const currentRules = `format ${formatVersion}, kinds ${keptKinds.join(" ")}, keys ${titleKeyVersion}`

export const newBuild: BuildState = { rules: currentRules, titles: null, ratings: null, builtAt: null }

export const decodeBuildState = Schema.decodeUnknownSync(Schema.fromJsonString(BuildState))
