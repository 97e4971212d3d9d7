/** A small world behind a real server, and a reader of its stream. */
import { Clock, Effect, Exit, Scope } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { fileURLToPath } from "node:url"
import type { Frame } from "../../../src/lab/wire/frame.ts"
import { frameOf } from "../../../src/lab/wire/frame.ts"
import type { Whole } from "../../../src/lab/wire/messages.ts"
import { serveHttp } from "../../../src/shells/http/server.ts"
import { labEndpoints } from "../../../src/shells/lab/lab-endpoints.ts"
import { WorldDesk, type WorldDeskOptions } from "../../../src/shells/lab/world-desk.ts"
import { worldShellClock } from "../../../src/shells/lab/world-services.ts"

const fixtures = fileURLToPath(new URL("../../../fixtures/replay", import.meta.url))

export const makeLabWorld = async (given: Partial<WorldDeskOptions> = {}, port = 0) => {
  const root = mkdtempSync(`${tmpdir()}/reelstate-lab-`)
  const desk = new WorldDesk({
    directory: `${root}/world`,
    fixtures,
    seed: "1",
    movies: 80,
    actionsPerDay: 4_000,
    skew: 1,
    policy: "founding",
    speed: 0,
    script: [],
    stopAfterMs: null,
    journalBytesMax: 1e9,
    ...given
  })
  await desk.open()
  const scope = Scope.makeUnsafe()
  const { url } = await Effect.runPromise(
    Effect.flatMap(Clock.clockWith(Effect.succeed), (clock) =>
      serveHttp({ port, more: labEndpoints(desk.desk), graceMs: 200 }).pipe(
        Effect.provideContext(desk.shell),
        Effect.provideService(Clock.Clock, worldShellClock(desk.now, clock)),
        Effect.provideService(Scope.Scope, scope)
      )
    )
  )
  const ask = async (path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const init = {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers }
    }
    const response = await fetch(url + path, body === undefined ? { headers } : init)
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : undefined) as never
    }
  }
  const close = async () => {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    await desk.close()
    rmSync(root, { recursive: true, force: true })
  }
  return { desk, world: desk.world, url, ask, close }
}

export type LabWorld = Awaited<ReturnType<typeof makeLabWorld>>

/** What a page holds: the leaves, from the whole and the frames after it. */
export class Page {
  leaves = new Uint8Array(0)
  wholes: Array<Whole> = []
  frames: Array<Frame> = []
  readonly others: Array<readonly [string, unknown]> = []

  take(type: string, data: string): void {
    if (type === "whole") {
      const whole = JSON.parse(data) as Whole
      this.wholes.push(whole)
      this.leaves = new Uint8Array(Buffer.from(whole.leaves, "base64"))
      return
    }
    if (type !== "frame") return void this.others.push([type, JSON.parse(data)])
    const frame = frameOf(new Uint8Array(Buffer.from(data, "base64")))
    this.frames.push(frame)
    const size = Math.max(this.leaves.length, ...frame.moves.map(([movie]) => movie + 1))
    const leaves = new Uint8Array(size)
    leaves.set(this.leaves)
    for (const [movie, leaf] of frame.moves) leaves[movie] = leaf
    this.leaves = leaves
  }
}

/** Opens the stream and reads it into a page until the page has what it wants. */
export const readStream = async (url: string, page: Page, isEnough: () => boolean): Promise<void> => {
  const abort = new AbortController()
  const response = await fetch(`${url}/lab/stream`, { signal: abort.signal })
  const decoder = new TextDecoder()
  let text = ""
  try {
    for await (const chunk of response.body!) {
      text += decoder.decode(chunk as Uint8Array, { stream: true })
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const message = text.slice(0, end)
        text = text.slice(end + 2)
        const type = /^event: (\w+)$/m.exec(message)?.[1] ?? ""
        page.take(type, /^data: (.*)$/m.exec(message)?.[1] ?? "null")
        if (isEnough()) return
      }
    }
  } finally {
    abort.abort()
  }
}
