/** What an address can do: its parts and parameters as schemas, for reading requests and for telling about them. */
import { Effect, Exit, Schema } from "effect"
import type { HttpServerRequest } from "effect/http/HttpServerRequest"
import { enable as compile } from "effect/schema/SchemaJITCompiler"
import { nearest } from "../../services/nearest.ts"
import { readJson } from "./body.ts"
import type { Failure } from "./failures.ts"
import type { HttpServices } from "./http-services.ts"
import { Problem } from "./problem.ts"
import type { Reply } from "./reply.ts"

type Fields = Schema.Struct.Fields
export type Parts = Readonly<Record<string, string>>
type Plain<A> = Schema.Codec<A, unknown>

/** What a request says, before its parameters and its body are read. */
export interface Raw {
  readonly request: HttpServerRequest
  /** The parts of the path that stand for something, decoded. */
  readonly parts: Parts
  /** What follows the question mark; empty when there is none. */
  readonly query: string
}

export interface Asked<P extends Fields, Q extends Fields, B> {
  readonly request: HttpServerRequest
  readonly path: Schema.Struct.Type<P>
  readonly query: Schema.Struct.Type<Q>
  readonly body: B
}

interface Told {
  readonly method: "GET" | "POST"
  /** With the parts that stand for something in braces: `/v1/movies/{ref}`. */
  readonly path: string
  /** The name of the operation, for generated clients. */
  readonly name: string
  readonly summary: string
  readonly details?: string
  /** What comes back, by status. */
  readonly answers: Readonly<Record<number, string>>
  /** It says nothing about a library, or asks for a secret of its own, so it needs no token. */
  readonly isPublic?: true
  /** What a body is like that is not read as JSON. */
  readonly takes?: string
}

export interface Endpoint extends Told {
  readonly schemas: { readonly path: Fields; readonly query: Fields; readonly body: Schema.Top | undefined }
  readonly handle: (raw: Raw) => Effect.Effect<Reply, Failure, HttpServices>
}

interface Spec<P extends Fields, Q extends Fields, B> extends Told {
  readonly parts: P
  readonly query: Q
  readonly body?: Plain<B>
  readonly handle: (asked: Asked<P, Q, B>) => Effect.Effect<Reply, Failure, HttpServices>
}

const messageOf = (cause: unknown): string => {
  const [reason] = (cause as { readonly reasons: ReadonlyArray<{ readonly error?: unknown }> }).reasons
  return reason?.error instanceof Error ? reason.error.message : "it cannot be read"
}

const readerOf = <F extends Fields>(fields: F) => {
  const schema = Schema.Struct(fields)
  compile(schema.ast)
  const decode = Schema.decodeUnknownExit(schema as unknown as Plain<Schema.Struct.Type<F>>)
  return (values: unknown): Schema.Struct.Type<F> | Problem => {
    const exit = decode(values)
    if (Exit.isSuccess(exit)) return exit.value
    return new Problem({ kind: "bad-parameter", detail: messageOf(exit.cause) })
  }
}

const misspelled = (name: string, known: ReadonlyArray<string>): Problem => {
  const shown = JSON.stringify(name.slice(0, 80))
  const [near] = nearest(name, known, 1)
  const hint = near === undefined ? "There are no parameters here." : `Did you mean ${near}?`
  return new Problem({ kind: "bad-parameter", detail: `There is no parameter ${shown}. ${hint}` })
}

const queryReaderOf = <F extends Fields>(fields: F) => {
  const read = readerOf(fields)
  const known = Object.keys(fields)
  const nothing: unknown = read({})
  return (query: string): Schema.Struct.Type<F> | Problem => {
    if (query === "") return nothing as Schema.Struct.Type<F> | Problem
    const values: Record<string, string> = {}
    for (const [name, value] of new URLSearchParams(query)) {
      if (!known.includes(name)) return misspelled(name, known)
      if (name in values) return new Problem({ kind: "bad-parameter", detail: `The parameter ${name} is given twice.` })
      values[name] = value
    }
    return read(values)
  }
}

const bodyReaderOf = <B>(schema: Plain<B> | undefined) => {
  if (schema === undefined) return undefined
  const decode = Schema.decodeUnknownExit(schema)
  return Effect.fnUntraced(function* (request: HttpServerRequest) {
    const exit = decode(yield* readJson(request))
    if (Exit.isSuccess(exit)) return exit.value
    return yield* new Problem({ kind: "bad-body", detail: messageOf(exit.cause) })
  })
}

/** Puts the reading of parts, parameters and body before the work. */
export const endpoint = <P extends Fields, Q extends Fields, B = undefined>(spec: Spec<P, Q, B>): Endpoint => {
  const { handle, parts, query, body, ...told } = spec
  const readParts = readerOf(parts)
  const readQuery = queryReaderOf(query)
  const readBody = bodyReaderOf(body)
  return {
    ...told,
    schemas: { path: parts, query, body },
    handle: (raw) => {
      const path = readParts(raw.parts)
      if (path instanceof Problem) return path
      const values = readQuery(raw.query)
      if (values instanceof Problem) return values
      const asked = { request: raw.request, path, query: values }
      if (readBody === undefined) return handle({ ...asked, body: undefined as B })
      return Effect.flatMap(readBody(raw.request), (read) => handle({ ...asked, body: read }))
    }
  }
}
