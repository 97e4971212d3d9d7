import { Effect, Schema } from "effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { ImageEntry } from "../../../domain/movie.ts"
import { ImageFiles } from "../../../services/image-files.ts"
import { MovieRepository } from "../../../services/movie-repository.ts"
import { byteRange } from "../byte-range.ts"
import { endpoint } from "../endpoint.ts"
import { Problem } from "../problem.ts"
import { commonHeaders } from "../reply.ts"
import { unknownMovie } from "./known-movie.ts"
import { ref } from "./parameters.ts"

const contentTypes: Readonly<Record<string, string>> = {
  png: "image/png",
  jpg: "image/jpeg",
  webp: "image/webp",
  gif: "image/gif"
}

/** The bytes of a name never change, because the name is a hash of them; but another file may take its place. */
const cached = "private, max-age=0, must-revalidate"

const chosen = (entries: ReadonlyArray<ImageEntry>, kind: string, size: string | undefined) => {
  const shown = entries.filter((entry) => entry.kind === kind && !entry.doomed)
  if (size !== undefined) return shown.find((entry) => entry.size === size)
  return shown.find((entry) => entry.size === "hd") ?? shown[0]
}

const matches = (header: string | undefined, tag: string): boolean =>
  header !== undefined &&
  header
    .slice(0, 4_096)
    .split(",")
    .some((each) => each.trim().replace(/^W\//, "") === tag || each.trim() === "*")

const absent = (kind: string) => new Problem({ kind: "image-unknown", detail: `The movie has no ${kind} here.` })

export const image = endpoint({
  method: "GET",
  path: "/v1/movies/{ref}/images/{kind}",
  name: "getImage",
  summary: "An image of a movie, whole or in part",
  details: "The largest there is, unless `size` says which. Knows If-None-Match, Range and If-Range.",
  parts: { ...ref, kind: Schema.Literals(["poster", "backdrop"]) },
  query: { size: Schema.optionalKey(Schema.Literals(["small", "hd"])) },
  answers: {
    200: "The image",
    206: "A part of it",
    304: "It is as it was",
    404: "image-unknown",
    416: "range-outside"
  },
  handle: Effect.fnUntraced(function* ({ path, query, request }) {
    const movies = yield* MovieRepository
    const id = yield* movies.resolve(path.ref)
    if (id === undefined) return yield* unknownMovie(path.ref)
    const entry = chosen(yield* movies.images(id), path.kind, query.size)
    if (entry === undefined) return yield* absent(path.kind)
    const tag = `"${entry.file}"`
    const headers = { ...commonHeaders, "cache-control": cached, etag: tag, "accept-ranges": "bytes" }
    if (matches(request.headers["if-none-match"], tag)) return HttpServerResponse.empty({ status: 304, headers })
    const bytes = yield* (yield* ImageFiles).read(entry.file)
    if (bytes === undefined) return yield* absent(path.kind)
    const contentType = contentTypes[entry.file.slice(entry.file.lastIndexOf(".") + 1)]!
    const ifRange = request.headers["if-range"]
    const range =
      ifRange === undefined || ifRange === tag ? byteRange(request.headers["range"], bytes.length) : undefined
    if (range === undefined) return HttpServerResponse.uint8Array(bytes, { contentType, headers })
    if (range === "outside") {
      const detail = `The file has ${bytes.length} bytes.`
      return yield* new Problem({
        kind: "range-outside",
        detail,
        headers: { "content-range": `bytes */${bytes.length}` }
      })
    }
    const [first, last] = range
    const part = { ...headers, "content-range": `bytes ${first}-${last}/${bytes.length}` }
    return HttpServerResponse.uint8Array(bytes.subarray(first, last + 1), { status: 206, contentType, headers: part })
  })
})
