/**
 * Where a command's answers come from: one place reads the environment and the flags, and says what follows from them.
 * Without a key nothing is asked. With TMDB_TOKEN a real library is live, and falls back on what was recorded.
 */
import { Option, Redacted, Result } from "effect"
import type { HttpChoices } from "../../infra/http/http-settings.ts"
import { asksLive, type HybridModes, hybridModes, parseHybridModes } from "../../infra/hybrid/hybrid-settings.ts"
import type { ProviderName } from "../../services/data-provider.ts"
import type { DataSourceOptions } from "../data-source-layer.ts"
import { version } from "../version.ts"

export type Environment = Readonly<Record<string, string | undefined>>

/** What a person said on the command line. */
export interface SourceAsked {
  readonly providers: Option.Option<HybridModes>
  /** A folder that was named, or null for none at all; when nothing was said, replay has the program's own. */
  readonly fixtures: Option.Option<string | null>
}

export interface ChosenSource extends DataSourceOptions {
  readonly modes: HybridModes
  readonly http: HttpChoices
  /** What a person should know about it, a line each. */
  readonly notices: ReadonlyArray<string>
}

/** Variables with the base address of a provider, such as a stand-in's. */
export const addressVariables: Readonly<Record<ProviderName, string>> = {
  tmdb: "REELSTATE_TMDB_URL",
  imdb: "REELSTATE_OMDB_URL",
  wikidata: "REELSTATE_WIKIDATA_URL",
  wikipedia: "REELSTATE_WIKIPEDIA_URL",
  images: "REELSTATE_IMAGES_URL"
}

const lineMax = 4_000

/** The value of a variable; undefined when it is empty, because a shell has no better way to unset one for a command. */
const valueOf = (environment: Environment, name: string): string | undefined => environment[name]?.trim() || undefined

const textOf = (environment: Environment, name: string): Result.Result<string | undefined, string> => {
  const value = valueOf(environment, name)
  if (value === undefined || (value.length <= lineMax && /^[\u0020-\u007e]*$/.test(value))) return Result.succeed(value)
  return Result.fail(`${name} cannot be used: it must be one line of plain characters, without accents.`)
}

const addressOf = (environment: Environment, name: string): Result.Result<string | undefined, string> =>
  Result.flatMap(textOf(environment, name), (value) =>
    value === undefined || /^https?:\/\/[^\s/]/i.test(value)
      ? Result.succeed(value)
      : Result.fail(
          `${name} is no address: it must begin with http:// or https://, such as http://127.0.0.1:8080/tmdb.`
        )
  )

const providersIn = (environment: Environment): Result.Result<NonNullable<HttpChoices["providers"]>, string> =>
  Result.gen(function* () {
    const providers: { [P in ProviderName]?: { readonly baseUrl: string } } = {}
    for (const [provider, name] of Object.entries(addressVariables) as ReadonlyArray<[ProviderName, string]>) {
      const baseUrl = yield* addressOf(environment, name)
      if (baseUrl !== undefined) providers[provider] = { baseUrl }
    }
    return providers
  })

/** How live providers are spoken to. Fails with a sentence that says which variable is wrong. */
export const httpChoicesIn = (environment: Environment): Result.Result<HttpChoices, string> =>
  Result.gen(function* () {
    const contact = yield* textOf(environment, "REELSTATE_CONTACT")
    const token = yield* textOf(environment, "TMDB_TOKEN")
    const key = yield* textOf(environment, "OMDB_KEY")
    return {
      version,
      providers: yield* providersIn(environment),
      ...(contact === undefined ? {} : { contact }),
      ...(token === undefined ? {} : { tmdbToken: Redacted.make(token) }),
      ...(key === undefined ? {} : { omdbKey: Redacted.make(key) })
    }
  })

const modesIn = (environment: Environment): Result.Result<HybridModes | undefined, string> => {
  const text = valueOf(environment, "REELSTATE_PROVIDERS")
  if (text === undefined) return Result.succeed(undefined)
  return Result.mapError(parseHybridModes(text), (problem) => `REELSTATE_PROVIDERS cannot be used: ${problem}.`)
}

const replayNotice =
  "Everything replays from fixtures: real titles, invented texts and pictures, no network. Set TMDB_TOKEN to ask the providers."
const recordedNotice =
  "Everything replays from recordings and fixtures: no network, as --providers or REELSTATE_PROVIDERS say."
export const contactNotice =
  "Wikidata and Wikipedia are not asked: they want to know whom to reach. Set REELSTATE_CONTACT to your address or page."
const tokenNotice = "TMDB is not asked: set TMDB_TOKEN to a read access token of themoviedb.org."

const noticesOf = (modes: HybridModes, http: HttpChoices, isChosen: boolean): ReadonlyArray<string> => {
  if (!asksLive(modes)) return [isChosen ? recordedNotice : replayNotice]
  const isLive = (provider: ProviderName) => modes[provider] !== "replay"
  return [
    ...(isLive("tmdb") && http.tmdbToken === undefined ? [tokenNotice] : []),
    ...((isLive("wikidata") || isLive("wikipedia")) && http.contact === undefined ? [contactNotice] : [])
  ]
}

/** The library that commands look at, as far as it decides where answers come from. */
export interface SourceFor {
  /** Made by `start`: it lives in a time of its own, on fixtures. */
  readonly isLab: boolean
  /** The fixtures that come with the program. */
  readonly ownFixtures: string
}

const labRefusal =
  "This library was made by `reelstate start` and lives in a time of its own, on fixtures: live answers do not belong in it. " +
  "Make one that lives in real time with `reelstate start --providers live`."

/** Pure; fails with a sentence for a person. */
export const chooseSource = (
  asked: SourceAsked,
  environment: Environment,
  { isLab, ownFixtures }: SourceFor
): Result.Result<ChosenSource, string> =>
  Result.gen(function* () {
    const http = yield* httpChoicesIn(environment)
    const said = Option.getOrUndefined(asked.providers) ?? (isLab ? undefined : yield* modesIn(environment))
    const usual = http.tmdbToken !== undefined && !isLab ? "live-then-replay" : "replay"
    const modes = said ?? hybridModes(usual)
    if (isLab && asksLive(modes)) return yield* Result.fail(labRefusal)
    // Invented texts must not stand in for a provider that is down.
    const fixtures = Option.getOrElse(asked.fixtures, () => (asksLive(modes) ? null : ownFixtures))
    return { fixtures, latencyScale: 1, modes, http, notices: noticesOf(modes, http, said !== undefined) }
  })
