/** The files of the lab's page, as they were built; a plain word when they were not. */
import { Effect } from "effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { existsSync, readFileSync, statSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { commonHeaders, escapeHtml, type Reply } from "../http/reply.ts"

/** In the package the page lies beside the compiled code; from a checkout in the same place, one level further away. */
const isSource = import.meta.url.endsWith(".ts")
const pageDirectory = fileURLToPath(new URL(isSource ? "../../../dist/lab/page/" : "../../lab/page/", import.meta.url))

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  svg: "image/svg+xml",
  png: "image/png",
  ico: "image/x-icon",
  woff2: "font/woff2",
  map: "application/json"
}

/** Everything from here and nothing from anywhere else; styles in attributes, because plots and charts set them. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join("; ")

const headers = { ...commonHeaders, "content-security-policy": policy, "referrer-policy": "no-referrer" }

const notBuilt = (basePath: string) =>
  `<!doctype html><html lang="en"><title>reelstate lab</title><body><h1>The lab runs, and its page was not built</h1>` +
  `<p>In a checkout, build it with <code>npm run build</code>. What it would show is at ` +
  `<code>${escapeHtml(basePath)}/lab/stream</code>; everything else is described at ` +
  `<a href="${escapeHtml(basePath)}/docs">docs</a>.</p>`

export const pageIsBuilt = (): boolean => existsSync(`${pageDirectory}index.html`)

const read = (name: string): Uint8Array | undefined => {
  const path = `${pageDirectory}${name}`
  if (!/^[\w-]+(?:\.[\w-]+)*$/.test(name) || statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    return undefined
  return readFileSync(path)
}

/** Undefined when there is no such file. */
export const pageFile = (name: string): Effect.Effect<Reply | undefined> =>
  Effect.sync(() => {
    const bytes = read(name)
    const contentType = types[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream"
    return bytes === undefined ? undefined : HttpServerResponse.uint8Array(bytes, { contentType, headers })
  })

export const pageItself = (basePath: string): Effect.Effect<Reply> =>
  Effect.map(
    pageFile("index.html"),
    (page) => page ?? HttpServerResponse.text(notBuilt(basePath), { status: 200, contentType: types["html"]!, headers })
  )
