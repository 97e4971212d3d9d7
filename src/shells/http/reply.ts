/** Answers: JSON, problems, and the headers that all of them carry. */
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { type Problem, problemDocument, problemKinds } from "./problem.ts"

export type Reply = HttpServerResponse.HttpServerResponse

/** Nothing is guessed from the bytes, nothing is kept by a cache on the way, and no other site may show it. */
export const commonHeaders = {
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
  "cross-origin-resource-policy": "same-origin"
} as const

const jsonOptions = { contentType: "application/json", headers: commonHeaders } as const

export const json = (value: unknown, status = 200, headers?: Readonly<Record<string, string>>): Reply =>
  HttpServerResponse.text(
    JSON.stringify(value),
    status === 200 && headers === undefined
      ? jsonOptions
      : { status, contentType: "application/json", headers: { ...commonHeaders, ...headers } }
  )

export const problemReply = (problem: Problem, basePath: string): Reply =>
  HttpServerResponse.text(JSON.stringify(problemDocument(problem, basePath)), {
    status: problemKinds[problem.kind].status,
    contentType: "application/problem+json",
    headers: { ...commonHeaders, ...problem.headers }
  })

/** A page that loads nothing from anywhere and runs nothing. */
export const html = (page: string): Reply =>
  HttpServerResponse.text(page, {
    contentType: "text/html; charset=utf-8",
    headers: {
      ...commonHeaders,
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer"
    }
  })

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
