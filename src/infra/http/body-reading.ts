/**
 * Reads a body no further than it may be long, and unpacks it no further either: an answer of 200 MB and a small archive
 * that unpacks to one cost the same little memory (SAFE-4).
 */
import { Data, Effect, type Stream, Stream as Streams } from "effect"
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib"

/** The answer is there and cannot be used; `detail` ends a sentence. */
export class BodyRefused extends Data.TaggedError("BodyRefused")<{ readonly detail: string }> {}

type Unpack = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array

const unpackers: Readonly<Record<string, Unpack>> = {
  gzip: gunzipSync,
  "x-gzip": gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync
}

/** What we say that we can read. */
export const acceptedEncodings = "gzip, br"

const tooLong = (bytesMax: number) => new BodyRefused({ detail: `it is longer than the ${bytesMax} bytes allowed` })

const isTooLong = (cause: unknown): boolean => (cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE"

const unpacked = (bytes: Uint8Array, encoding: string, bytesMax: number): Effect.Effect<Uint8Array, BodyRefused> => {
  if (encoding === "" || encoding === "identity" || bytes.length === 0) return Effect.succeed(bytes)
  const unpack = Object.hasOwn(unpackers, encoding) ? unpackers[encoding] : undefined
  if (unpack === undefined) return Effect.fail(new BodyRefused({ detail: "it is packed in a way we did not ask for" }))
  return Effect.try({
    try: () => new Uint8Array(unpack(bytes, { maxOutputLength: bytesMax })),
    catch: (cause) => (isTooLong(cause) ? tooLong(bytesMax) : new BodyRefused({ detail: "it cannot be unpacked" }))
  })
}

/** All bytes of the stream, or a refusal as soon as there are more than allowed. */
const collected = <E>(stream: Stream.Stream<Uint8Array, E>, bytesMax: number) =>
  Effect.gen(function* () {
    const chunks: Array<Uint8Array> = []
    let length = 0
    yield* Streams.runForEach(stream, (chunk) => {
      length += chunk.length
      if (length > bytesMax) return Effect.fail(tooLong(bytesMax))
      chunks.push(chunk)
      return Effect.void
    })
    return new Uint8Array(Buffer.concat(chunks, length))
  })

/** The unpacked body. `bytesMax` holds for the bytes as sent and for the bytes unpacked. */
export const readBody = <E>(
  body: {
    readonly stream: Stream.Stream<Uint8Array, E>
    readonly length: string | undefined
    readonly encoding: string
  },
  bytesMax: number
): Effect.Effect<Uint8Array, E | BodyRefused> =>
  Number(body.length) > bytesMax
    ? Effect.fail(tooLong(bytesMax))
    : Effect.flatMap(collected(body.stream, bytesMax), (bytes) =>
        unpacked(bytes, body.encoding.trim().toLowerCase(), bytesMax)
      )
