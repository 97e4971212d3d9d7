/** What is said in a provider's place where it is not asked, or gave no answer. */
import { secondMs } from "../../domain/time.ts"
import {
  AnswerInvalid,
  ProviderError,
  type ProviderName,
  ProviderRefused,
  ProviderUnreachable
} from "../../services/data-provider.ts"

/** Whole seconds, for people. */
export const round = (delayMs: number): string => `${Math.max(Math.ceil(delayMs / secondMs), 1)} s`

/** The refusals that we state in the provider's place. */
export const refusals = (provider: ProviderName) => {
  const refused = (status: number, detail: string, retryAfterMs?: number) =>
    new ProviderError({
      provider,
      reason: new ProviderRefused({ status, detail, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })
    })
  return {
    notSetUp: (what: string, advice: string) => refused(401, `there is no ${what} for it; ${advice}`),
    paused: (status: number, delayMs: number) =>
      refused(status, `it asked to be left alone; it is asked again in ${round(delayMs)}`, delayMs),
    noQuota: (limit: number, delayMs: number) =>
      refused(429, `today's ${limit} requests are used up, or what is left is for persons; more tomorrow`, delayMs),
    overfull: (waiting: number, delayMs: number) =>
      refused(429, `${waiting} calls wait for their turn already; try again in ${round(delayMs)}`, delayMs),
    unreachable: (detail: string) => new ProviderError({ provider, reason: new ProviderUnreachable({ detail }) }),
    invalid: (detail: string) => new ProviderError({ provider, reason: new AnswerInvalid({ detail }) })
  }
}
