/** How long an answer may be believed, from its headers and the provider's policy. Pure; times are milliseconds. */
import { secondMs } from "../../domain/time.ts"
import type { HttpAnswer } from "./exchange.ts"
import type { CachePolicy } from "./http-settings.ts"

/** What is kept of an answer, and until when it is fresh. Undefined: nothing may be kept. */
export interface Freshness {
  readonly freshMs: number
}

const directive = (cacheControl: string, name: string): string | undefined => {
  for (const each of cacheControl.toLowerCase().split(",")) {
    const [key, value] = each.trim().split("=", 2)
    if (key === name) return value?.replaceAll('"', "") ?? ""
  }
  return undefined
}

const secondsIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined

/** An answer in the wrong dress (a login page, a proxy's note) and JSON that is none must not outlive the moment. */
const isWhole = ({ body, contentType }: HttpAnswer): boolean => {
  if (/^image\/(?!svg)/i.test(contentType)) return body.byteLength > 0
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(contentType)) return false
  try {
    JSON.parse(new TextDecoder().decode(body))
    return true
  } catch {
    return false
  }
}

const successFreshness = (answer: HttpAnswer, policy: CachePolicy): Freshness | undefined => {
  const { cacheControl } = answer
  if (directive(cacheControl, "no-store") !== undefined) return undefined
  if (directive(cacheControl, "no-cache") !== undefined) return { freshMs: 0 }
  const maxAge = secondsIn(directive(cacheControl, "max-age"))
  const leftMs = maxAge === undefined ? policy.freshDefaultMs : (maxAge - (secondsIn(answer.age) ?? 0)) * secondMs
  return { freshMs: Math.min(Math.max(leftMs, 0), policy.freshMaxMs) }
}

/**
 * 200 by its max-age up to the policy's cap, 404 and 410 for as long as the policy says; every other status, a success that
 * states an error, and an answer that asks for patience are never kept.
 */
export const freshnessOf = (answer: HttpAnswer, policy: CachePolicy): Freshness | undefined => {
  if (answer.retryAfterMs !== undefined || !isWhole(answer)) return undefined
  if (answer.status === 404 || answer.status === 410) return { freshMs: policy.absentMs }
  return answer.status === 200 && !answer.isStatedError ? successFreshness(answer, policy) : undefined
}
