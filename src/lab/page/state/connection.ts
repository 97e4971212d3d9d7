/**
 * Holds the stream open: opens it, opens it again when it ends or falls silent, and closes it while nobody looks. Read with
 * fetch rather than EventSource, so that a refusal can be told and a token can be sent.
 */
import { bytesPerSecond, connection } from "./lab-state.ts"
import { hear } from "./feed.ts"
import { makeCutter } from "./message-cutter.ts"
import { authorization, problemOf } from "./requests.ts"

const retriesMs = [250, 500, 1_000, 2_000, 4_000]
const silenceMaxMs = 45_000
/** A tab that was left a moment ago may come back; one that stays hidden costs the server nothing. */
const hiddenGraceMs = 10_000

const state: { current: AbortController | null; failures: number; bytes: number; heardAt: number } = {
  current: null,
  failures: 0,
  bytes: 0,
  heardAt: 0
}

const readAll = async (body: ReadableStream<Uint8Array>) => {
  const decoder = new TextDecoder()
  const take = makeCutter(({ data, event }) => hear(event, data, performance.now()))
  const reader = body.getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    state.bytes += read.value.length
    state.heardAt = performance.now()
    take(decoder.decode(read.value, { stream: true }))
    if (connection.peek().is !== "open") connection.value = { is: "open" }
    state.failures = 0
  }
}

const openOnce = async (abort: AbortController) => {
  const response = await fetch("lab/stream", { signal: abort.signal, headers: authorization() })
  if (!response.ok || response.body === null) throw new Error(await problemOf(response))
  await readAll(response.body)
  throw new Error("The stream ended.")
}

const wordsOf = (error: unknown): string =>
  error instanceof TypeError ? "The runtime does not answer. Is it still running?" : (error as Error).message

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const keepOpen = async (abort: AbortController) => {
  while (!abort.signal.aborted) {
    const round = new AbortController()
    const stop = () => round.abort()
    abort.signal.addEventListener("abort", stop)
    const watch = setInterval(() => performance.now() - state.heardAt > silenceMaxMs && stop(), 5_000)
    state.heardAt = performance.now()
    try {
      await openOnce(round)
    } catch (error) {
      if (abort.signal.aborted) return
      const retryMs = retriesMs[Math.min(state.failures, retriesMs.length - 1)]!
      state.failures += 1
      connection.value = { is: "lost", why: wordsOf(error), retryMs }
      await pause(retryMs)
    } finally {
      clearInterval(watch)
      abort.signal.removeEventListener("abort", stop)
      round.abort()
    }
  }
}

const open = () => {
  if (state.current !== null) return
  state.current = new AbortController()
  state.failures = 0
  connection.value = { is: "connecting" }
  void keepOpen(state.current)
}

const close = () => {
  state.current?.abort()
  state.current = null
  connection.value = { is: "resting" }
}

/** Opens the stream and keeps it as long as the page is looked at. */
export const startConnection = (): void => {
  let leaving: ReturnType<typeof setTimeout> | undefined
  document.addEventListener("visibilitychange", () => {
    clearTimeout(leaving)
    if (document.hidden) leaving = setTimeout(close, hiddenGraceMs)
    else open()
  })
  setInterval(() => {
    bytesPerSecond.value = state.bytes
    state.bytes = 0
  }, 1_000)
  open()
}
