/** From where each provider's answers come: settings that a file, the environment or a command line can hold. */
import { Result, Schema } from "effect"
import { ProviderName } from "../../services/data-provider.ts"
import { nearest } from "../../services/nearest.ts"

/**
 * `replay` asks only recordings and fixtures; `live` only the provider; `record` asks the provider and writes down what it says;
 * `replay-then-live` asks the provider for what is not there yet, and writes it down; `live-then-replay` falls back on what is
 * there when the provider fails.
 */
export const HybridMode = Schema.Literals(["replay", "live", "record", "replay-then-live", "live-then-replay"])
export type HybridMode = typeof HybridMode.Type

export const HybridModes = Schema.Record(ProviderName, HybridMode)
export type HybridModes = typeof HybridModes.Type

const isMode = Schema.is(HybridMode)
const isProvider = Schema.is(ProviderName)

/** The same mode for every provider, but for those that are named. */
export const hybridModes = (mode: HybridMode, others: Partial<HybridModes> = {}): HybridModes => ({
  tmdb: mode,
  imdb: mode,
  wikidata: mode,
  wikipedia: mode,
  images: mode,
  ...others
})

/** Whether any provider may be asked over the network. */
export const asksLive = (modes: HybridModes): boolean => Object.values(modes).some((mode) => mode !== "replay")

/** Whether this mode writes down what the provider says. */
export const recordsLive = (mode: HybridMode): boolean => mode === "record" || mode === "replay-then-live"

const misspelt = (word: string, what: string, known: ReadonlyArray<string>): string =>
  `"${word.slice(0, 60)}" is no ${what}; did you mean ${nearest(word, known, 1)[0]}? There are ${known.join(", ")}`

/** Reads `replay-then-live` or `live,wikipedia=replay,images=replay`; fails with a sentence that says what is not understood. */
export const parseHybridModes = (
  text: string,
  otherwise: HybridMode = "replay"
): Result.Result<HybridModes, string> => {
  const named: { [P in ProviderName]?: HybridMode } = {}
  let mode = otherwise
  for (const part of text.split(",").map((each) => each.trim())) {
    if (part === "") continue
    const [left = "", right] = part.split("=", 2).map((each) => each.trim())
    const wanted = right ?? left
    if (!isMode(wanted)) return Result.fail(misspelt(wanted, "mode", HybridMode.literals))
    if (right === undefined) mode = wanted
    else if (isProvider(left)) named[left] = wanted
    else return Result.fail(misspelt(left, "provider", ProviderName.literals))
  }
  return Result.succeed(hybridModes(mode, named))
}
