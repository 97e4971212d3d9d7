/** Reading a body: of a known type, within its limit and its time, whatever the client says about its length. */
import { Effect, Stream } from "effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import { HttpDesk } from "./http-services.ts"
import { Problem } from "./problem.ts"

/** Deeper documents are nobody's event, and cost stack to look through. */
const depthMax = 64

const typeProblem = (request: HttpServerRequest): Problem | undefined => {
  const encoding = request.headers["content-encoding"]
  if (encoding !== undefined && encoding !== "identity")
    return new Problem({ kind: "body-type", detail: `Compressed bodies (${encoding.slice(0, 40)}) are not read.` })
  const type = request.headers["content-type"] ?? ""
  const parts = /^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset="?([\w-]+)"?\s*)?$/i.exec(type)
  if (parts !== null && (parts[1] === undefined || /^utf-?8$/i.test(parts[1]))) return undefined
  const shown = type === "" ? "no type at all" : JSON.stringify(type.slice(0, 80))
  return new Problem({ kind: "body-type", detail: `The body has ${shown}, and should have application/json.` })
}

const tooLarge = (bytesMax: number) =>
  new Problem({ kind: "body-too-large", detail: `Bodies of more than ${bytesMax} bytes are not read.` })

const bytesOf = (request: HttpServerRequest, bytesMax: number) =>
  Effect.suspend(() => {
    if (Number(request.headers["content-length"] ?? 0) > bytesMax) return Effect.fail(tooLarge(bytesMax))
    const chunks: Array<Uint8Array> = []
    let length = 0
    return request.stream.pipe(
      Stream.runForEach((chunk) => {
        length += chunk.length
        chunks.push(chunk)
        return length > bytesMax ? Effect.fail(tooLarge(bytesMax)) : Effect.void
      }),
      Effect.map(() => Buffer.concat(chunks))
    )
  })

const refuse = (detail: string) => new Problem({ kind: "bad-body", detail })

/** How deep brackets go, counted without recursion. */
const isTooDeep = (text: string): boolean => {
  let depth = 0
  let quoted = false
  for (let place = 0; place < text.length; place++) {
    const character = text[place]
    if (quoted && character === "\\") place += 1
    else if (character === '"') quoted = !quoted
    else if (!quoted && (character === "[" || character === "{")) depth += 1
    else if (!quoted && (character === "]" || character === "}")) depth -= 1
    if (depth > depthMax) return true
  }
  return false
}

const parsed = (bytes: Uint8Array): Effect.Effect<unknown, Problem> =>
  Effect.suspend(() => {
    if (bytes.length === 0) return refuse("The body is empty.")
    let text: string
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    } catch {
      return refuse("The body is not in UTF-8.")
    }
    if (isTooDeep(text)) return refuse(`The body is nested deeper than ${depthMax} levels.`)
    try {
      return Effect.succeed(JSON.parse(text) as unknown)
    } catch (error) {
      return refuse(`The body is not JSON: ${String(error instanceof Error ? error.message : error)}.`)
    }
  })

/** The body as it comes, whatever it is. */
export const readBytes = Effect.fnUntraced(function* (request: HttpServerRequest, bytesMax: number) {
  const { settings } = yield* HttpDesk
  return yield* bytesOf(request, bytesMax).pipe(
    Effect.catchTag("HttpServerError", () => refuse("The body could not be read to its end.")),
    Effect.timeoutOrElse({
      duration: settings.bodyTimeoutMs,
      orElse: () => new Problem({ kind: "body-too-slow", detail: `It took more than ${settings.bodyTimeoutMs} ms.` })
    })
  )
})

/** The body as JSON; anything else is a Problem that says why. */
export const readJson = Effect.fnUntraced(function* (request: HttpServerRequest) {
  const { settings } = yield* HttpDesk
  const problem = typeProblem(request)
  if (problem !== undefined) return yield* problem
  return yield* parsed(yield* readBytes(request, settings.bodyBytesMax))
})
