/** Faults as data: which one, for which requests, how often. Set at the start, over HTTP or from the command line. */
import { Schema } from "effect"
import { ProviderName } from "../../services/data-provider.ts"
import type { Fault } from "./faults/fault.ts"
import { allFaults, type FaultKind } from "./faults/all-faults.ts"
import { type Asked, keyOf } from "./target.ts"

const kinds: ReadonlyArray<FaultKind> = allFaults.map(({ kind }) => kind)
const atLeastZero = Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0))

export const FaultSpec = Schema.Struct({
  kind: Schema.Literals(kinds),
  /** Which form of it; without, the seed chooses for each request. */
  variant: Schema.optionalKey(Schema.String),
  /** Only requests to this provider; without, to all that can have it. */
  provider: Schema.optionalKey(ProviderName),
  /** Only requests whose path and query match; `*` stands for any text: `/movie/13*`. */
  path: Schema.optionalKey(Schema.String.check(Schema.isMaxLength(500))),
  /** From 0 to 1; 1 when absent. */
  probability: Schema.optionalKey(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))),
  /** How often at most; without, for ever. */
  times: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThan(0))),
  /** The same seed and order of requests give the same faults; "1" when absent. */
  seed: Schema.optionalKey(Schema.Union([Schema.String, Schema.Int])),
  /** For `slow`; 10,000 when absent. */
  delayMs: Schema.optionalKey(atLeastZero),
  /** What Retry-After says; 2 when absent. */
  retryAfterSeconds: Schema.optionalKey(Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))),
  /** For `huge-body` and `gzip-bomb`; 200,000,000 when absent. */
  bytes: Schema.optionalKey(atLeastZero)
})
export type FaultSpec = typeof FaultSpec.Type

/** A fault that was asked for and does not exist, or not like that. */
export class FaultInvalid extends Schema.TaggedError<FaultInvalid>()("FaultInvalid", { detail: Schema.String }) {
  override get message() {
    return this.detail
  }
}

export const faultOf = (kind: FaultKind): Fault<FaultKind> => allFaults.find((each) => each.kind === kind)!

/** What is wrong with a fault beyond its schema, in a sentence; undefined when nothing is. */
export const complaintAbout = ({ kind, provider, variant }: FaultSpec): string | undefined => {
  const { only, variants } = faultOf(kind)
  if (variant !== undefined && !variants.includes(variant)) {
    return `${kind} has no variant ${variant}; it has ${variants.join(", ")}`
  }
  if (provider === undefined || only === undefined || only.includes(provider)) return undefined
  return `${kind} is nothing that ${provider} has; it is for ${only.join(", ")}`
}

/** Does a text match a pattern in which `*` stands for any text? Linear in both. */
export const matchesPattern = (pattern: string, text: string): boolean => {
  const [first = "", ...rest] = pattern.split("*")
  if (!text.startsWith(first)) return false
  const last = rest.pop()
  if (last === undefined) return text === first
  let from = first.length
  for (const piece of rest) {
    const at = text.indexOf(piece, from)
    if (at === -1) return false
    from = at + piece.length
  }
  return text.length - last.length >= from && text.endsWith(last)
}

/** Is the fault about this request? */
export const isAbout = ({ kind, path, provider }: FaultSpec, asked: Asked): boolean => {
  if (provider !== undefined && provider !== asked.provider) return false
  if (faultOf(kind).only?.includes(asked.provider) === false) return false
  return path === undefined || matchesPattern(path, keyOf(asked).slice(asked.provider.length + 1))
}
