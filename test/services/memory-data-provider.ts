/** A data provider that answers from a Map, counts what it is asked, and fails on demand. */
import { Effect, Layer } from "effect"
import {
  DataProvider,
  type ProviderAnswer,
  ProviderError,
  type ProviderRequest,
  ProviderUnreachable,
  requestKey
} from "../../src/services/data-provider.ts"

type Reply = ProviderAnswer | ProviderError | "silence"

export const json = (value: unknown, status = 200): ProviderAnswer => ({
  status,
  contentType: "application/json",
  body: new TextEncoder().encode(JSON.stringify(value))
})

export const text = (value: string, status: number, contentType = "text/plain"): ProviderAnswer => ({
  status,
  contentType,
  body: new TextEncoder().encode(value)
})

/** Bytes that begin like a JPEG; the second argument makes pictures differ. */
export const jpeg = (size = 400, fill = 1): ProviderAnswer => {
  const body = new Uint8Array(size).fill(fill)
  body.set([0xff, 0xd8, 0xff, 0xe0].slice(0, size))
  return { status: 200, contentType: "image/jpeg", body }
}

export const memoryDataProvider = (answers: Record<string, Reply> = {}) => {
  const replies = new Map<string, Reply>(Object.entries(answers))
  const asked: Array<string> = []
  const outages = new Set<string>()

  const get = (request: ProviderRequest): Effect.Effect<ProviderAnswer, ProviderError> =>
    Effect.suspend(() => {
      const key = requestKey(request)
      asked.push(key)
      const { provider } = request
      if (outages.has(provider)) {
        return Effect.fail(new ProviderError({ provider, reason: new ProviderUnreachable({ detail: "it is down" }) }))
      }
      const reply = replies.get(key) ?? json({ success: false, status_code: 34, status_message: "not found" }, 404)
      if (reply === "silence") return Effect.never
      return reply instanceof ProviderError ? Effect.fail(reply) : Effect.succeed(reply)
    })

  return {
    layer: Layer.succeed(DataProvider, { get }),
    /** The keys of all requests so far, in order. */
    asked,
    /** Requests for facts, without images. */
    calls: () => asked.filter((key) => !key.startsWith("images ")),
    set: (key: string, reply: Reply) => void replies.set(key, reply),
    goDown: (provider: string) => void outages.add(provider),
    comeBack: (provider: string) => void outages.delete(provider)
  }
}
