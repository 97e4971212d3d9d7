/** What an embedding program says of its library; only the directory must be said. */
import { Redacted, Result } from "effect"
import { resolve } from "node:path"
import { type HybridModes, hybridModes, parseHybridModes } from "../../infra/hybrid/hybrid-settings.ts"
import { type JobName, jobNames, schedulesOf } from "../../services/scheduler/jobs.ts"
import { secretProblem } from "../webhooks/webhook-secret.ts"
import type { CoreSettings, LibraryOptions } from "../library-layer.ts"
import { rootsProblem } from "../watching-layer.ts"
import { version } from "../version.ts"

export interface EmbeddedOptions {
  /** Where the library lives; created when absent. */
  readonly directory: string
  /** TMDB's v4 read token. With it, the providers are asked live; without, nothing is asked unless `providers` says so. */
  readonly tmdbToken?: string
  /** Of omdbapi.com, for what IMDb knows. */
  readonly omdbKey?: string
  /** Where one reaches whoever runs this: Wikidata and Wikipedia are asked only with it. */
  readonly contact?: string
  /** Where answers come from, such as `live` or `live-then-replay,wikipedia=replay`; see docs/providers.md. */
  readonly providers?: string
  /** A folder of replay packs, which answers in place of providers that are not asked. */
  readonly fixtures?: string
  /** Who holds the library, for the message that another process gets. */
  readonly what?: string
  readonly settings?: Partial<CoreSettings>
  /** Folders of films to watch as long as the library is open; see docs/watching.md. */
  readonly watch?: ReadonlyArray<string>
  /** Takes webhooks that come with this secret, wherever the library is mounted; see docs/webhooks.md. */
  readonly webhookSecret?: string
  /** What the library does by itself: jobs by name or `all`, on the schedules of docs/jobs.md. Others are in `settings.jobs`. */
  readonly jobs?: ReadonlyArray<JobName> | "all"
}

/** The schedules of the jobs that were named. Throws a TypeError for a name that is no job's. */
const jobsOf = (jobs: EmbeddedOptions["jobs"]): Pick<Partial<CoreSettings>, "jobs"> => {
  if (jobs === undefined) return {}
  const schedules = schedulesOf(jobs === "all" ? ["all"] : jobs)
  if (typeof schedules === "string")
    throw new TypeError(`jobs: there is no job ${schedules}; ${jobNames.join(", ")} are`)
  return { jobs: { schedules } }
}

const webhooksOf = (secret: string | undefined): Pick<LibraryOptions, "webhooks"> => {
  if (secret === undefined) return {}
  const problem = secretProblem(secret)
  if (problem !== undefined) throw new TypeError(`webhookSecret: ${problem}`)
  return { webhooks: { secret: Redacted.make(secret) } }
}

const modesOf = ({ providers, tmdbToken }: EmbeddedOptions): HybridModes => {
  if (providers === undefined) return hybridModes(tmdbToken === undefined ? "replay" : "live-then-replay")
  return Result.getOrThrowWith(parseHybridModes(providers), (why) => new TypeError(`providers: ${why}`))
}

/** The folders to watch, as absolute paths. Throws a TypeError for those that cannot be watched together. */
export const watchedRootsOf = ({ watch = [] }: EmbeddedOptions): ReadonlyArray<string> => {
  const roots = watch.map((root) => resolve(root))
  const problem = rootsProblem(roots)
  if (problem !== undefined) throw new TypeError(`watch: ${problem.message}`)
  return roots
}

/** Throws a TypeError that says which option is wrong. */
export const libraryOptionsOf = (options: EmbeddedOptions): LibraryOptions => {
  const { contact, directory, fixtures, jobs, omdbKey, settings, tmdbToken, what = "an embedding program" } = options
  if (typeof directory !== "string" || directory === "") throw new TypeError("directory: say where the library lives")
  const http = {
    version,
    ...(contact === undefined ? {} : { contact }),
    ...(tmdbToken === undefined ? {} : { tmdbToken: Redacted.make(tmdbToken) }),
    ...(omdbKey === undefined ? {} : { omdbKey: Redacted.make(omdbKey) })
  }
  return {
    directory: resolve(directory),
    what,
    isVirtual: false,
    fixtures: fixtures === undefined ? null : resolve(fixtures),
    latencyScale: 0,
    modes: modesOf(options),
    http,
    settings: { ...jobsOf(jobs), ...settings },
    ...webhooksOf(options.webhookSecret)
  }
}
