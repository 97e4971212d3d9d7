/** The providers of a library, for people. Pure. */
import type { ProviderFacts } from "../facts/provider-facts.ts"
import { bytes, count, duration, shown } from "./format.ts"
import type { Paint } from "./style.ts"
import { table } from "./table.ts"

export const breakerWords = ({ retryInMs, state }: ProviderFacts["breaker"]): string =>
  retryInMs === null ? state : `${state}, asked again in ${duration(retryInMs)}`

const patienceWords = ({ breaker, missing, mode, quota, ratePerSecond }: ProviderFacts): string => {
  if (mode === "replay") return "not asked"
  if (missing !== null) return missing
  const rate = `${ratePerSecond} a second`
  const left = quota === null ? rate : `${count(quota.limit - quota.used)} of ${count(quota.limit)} left today`
  return `breaker ${breakerWords(breaker)}; ${left}`
}

const keptWords = ({ cache, recording }: ProviderFacts): string => {
  const cached = cache === null || cache.entries === 0 ? [] : [`cache ${bytes(cache.bytes)}`]
  const recorded = recording.answers === 0 ? [] : [`${count(recording.answers)} recorded (${bytes(recording.bytes)})`]
  return [...cached, ...recorded].join(", ") || "nothing kept"
}

const troubles = ({ cache, provider, recording }: ProviderFacts): ReadonlyArray<string> =>
  [cache?.trouble ?? null, recording.trouble, ...recording.repairs].flatMap((trouble) =>
    trouble === null ? [] : [`  ${provider}: ${shown(trouble, 300)}`]
  )

export interface ProvidersSeen {
  readonly providers: ReadonlyArray<ProviderFacts>
  readonly notices: ReadonlyArray<string>
}

export const providerLines = ({ notices, providers }: ProvidersSeen, paint: Paint): ReadonlyArray<string> => [
  "",
  paint("bold", "Providers"),
  ...table(
    providers.map((facts) => [`  ${facts.provider}`, facts.mode, patienceWords(facts), keptWords(facts)]),
    ["left"]
  ),
  ...providers.flatMap(troubles).map((line) => paint("yellow", line)),
  ...notices.map((line) => paint("dim", `  ${line}`))
]
