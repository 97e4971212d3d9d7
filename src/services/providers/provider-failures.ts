/** The failures that providers state, and what a status that is not a success means. */
import { cleanLine } from "../../domain/text.ts"
import {
  AnswerInvalid,
  NotThere,
  type ProviderAnswer,
  ProviderError,
  type ProviderName,
  ProviderRefused,
  ProviderUnreachable
} from "../data-provider.ts"

export const notThere = (provider: ProviderName, detail: string): ProviderError =>
  new ProviderError({ provider, reason: new NotThere({ detail }) })

export const answerInvalid = (provider: ProviderName, detail: string): ProviderError =>
  new ProviderError({ provider, reason: new AnswerInvalid({ detail }) })

export const unreachable = (provider: ProviderName, detail: string): ProviderError =>
  new ProviderError({ provider, reason: new ProviderUnreachable({ detail }) })

export const refused = (
  provider: ProviderName,
  status: number,
  detail: string,
  retryAfterMs?: number
): ProviderError => {
  const told = retryAfterMs === undefined || !(retryAfterMs >= 0) ? {} : { retryAfterMs }
  return new ProviderError({ provider, reason: new ProviderRefused({ status, detail, ...told }) })
}

const detailMax = 200

/** The beginning of a refusal's body: refusals come as JSON in several wordings, and as plain text. */
const detailOf = (answer: ProviderAnswer): string => {
  const text = new TextDecoder().decode(answer.body.subarray(0, detailMax * 4))
  const message = /"(?:status_message|Error|detail|message)"\s*:\s*"([^"]*)"/.exec(text)?.[1]
  return cleanLine(message ?? text, detailMax) ?? "no reason given"
}

/** The failure that an answer's status means, or undefined when it is a success. */
export const failureOf = (provider: ProviderName, answer: ProviderAnswer): ProviderError | undefined => {
  const { status } = answer
  if (status >= 200 && status < 300) return undefined
  if (status === 404 || status === 410) return notThere(provider, detailOf(answer))
  if (status >= 400) return refused(provider, status, detailOf(answer), answer.retryAfterMs)
  return answerInvalid(provider, `the status ${status} is neither an answer nor a refusal`)
}
