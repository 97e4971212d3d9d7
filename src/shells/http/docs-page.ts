/** The interface to read: one page that loads nothing, made from the same endpoints as the OpenAPI document. */
import { version } from "../version.ts"
import type { Endpoint } from "./endpoint.ts"
import { openApi } from "./open-api.ts"
import { problemKinds } from "./problem.ts"
import { escapeHtml } from "./reply.ts"

const style = `
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
code, pre { font: 14px/1.4 ui-monospace, monospace }
pre { overflow: auto; padding: .75rem; border: 1px solid #8884; border-radius: .4rem }
section { border-top: 1px solid #8884; padding: .5rem 0 }
h2 { font-size: 1.05rem; margin: .5rem 0 }
table { border-collapse: collapse } td, th { text-align: left; vertical-align: top; padding: .15rem 1rem .15rem 0 }
.method { font-weight: 700 } .dim { opacity: .7 }`

interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly schema: Readonly<Record<string, unknown>>
}

/** What a parameter takes, in a few words. */
const wordsOf = ({ description, enum: values, maximum, minimum, type }: Parameter["schema"]): string => {
  if (Array.isArray(values)) return values.map((value) => `<code>${escapeHtml(String(value))}</code>`).join(" or ")
  if (typeof description === "string") return escapeHtml(description)
  const range = minimum === undefined ? "" : ` from ${JSON.stringify(minimum)} to ${JSON.stringify(maximum)}`
  return escapeHtml(`${type === "integer" ? "a whole number" : "a text"}${range}`)
}

const rowOf = (parameter: Parameter): string =>
  `<tr><td><code>${escapeHtml(parameter.name)}</code></td><td class="dim">${parameter.in}${
    parameter.required ? "" : ", optional"
  }</td><td>${wordsOf(parameter.schema)}</td></tr>`

const answerOf = ([status, text]: [string, string]): string =>
  `<tr><td><code>${escapeHtml(status)}</code></td><td>${escapeHtml(text)}</td></tr>`

const sectionOf = (endpoint: Endpoint, parameters: ReadonlyArray<Parameter>, basePath: string): string => `
<section id="${escapeHtml(endpoint.name)}">
<h2><span class="method">${endpoint.method}</span> <code>${escapeHtml(basePath + endpoint.path)}</code></h2>
<p>${escapeHtml(endpoint.summary)}.</p>
${endpoint.details === undefined ? "" : `<p class="dim">${escapeHtml(endpoint.details)}</p>`}
${parameters.length === 0 ? "" : `<table>${parameters.map(rowOf).join("")}</table>`}
<table>${Object.entries(endpoint.answers).map(answerOf).join("")}</table>
</section>`

const problemOf = ([kind, { status, title, whatToDo }]: [string, (typeof problemKinds)[keyof typeof problemKinds]]) =>
  `<tr id="problem-${kind}"><td><code>${kind}</code></td><td>${status}</td><td>${escapeHtml(title)}. ` +
  `<span class="dim">${escapeHtml(whatToDo)}</span></td></tr>`

const parametersFrom = (document: ReturnType<typeof openApi>, { method, path }: Endpoint, basePath: string) => {
  const paths = document["paths"] as Record<string, Record<string, { readonly parameters: ReadonlyArray<Parameter> }>>
  return paths[`${basePath}${path}`]?.[method.toLowerCase()]?.parameters ?? []
}

const example = (basePath: string) => `curl ${basePath}/v1/movies
curl ${basePath}/v1/movies/tmdb:13
curl -X POST -H 'Content-Type: application/json' -d '{"level":"deep","waitMs":10000}' ${basePath}/v1/movies/tmdb:13/requests
curl -X POST -H 'Content-Type: application/json' -d '{"type":"MovieViewed","movie":"tmdb:13"}' ${basePath}/v1/events
curl -N ${basePath}/v1/events`

/** Pure. Everything that is put in is escaped. */
export const docsPage = (endpoints: ReadonlyArray<Endpoint>, basePath: string): string => {
  const document = openApi(endpoints, basePath)
  const sections = endpoints.map((each) => sectionOf(each, parametersFrom(document, each, basePath), basePath))
  const base = escapeHtml(basePath)
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>reelstate over HTTP</title>
<meta name="viewport" content="width=device-width"><style>${style}</style></head><body>
<h1>reelstate over HTTP</h1>
<p>Version ${escapeHtml(version)}. As <a href="${base}/openapi.json">OpenAPI document</a>. Times are epoch milliseconds.
A movie goes by its id or by any alias, percent-encoded: <code>tmdb:13</code>, <code>imdb:tt0109830</code>,
<code>file:%2Ffilms%2FUp.mkv</code>. Where a token is set, send <code>Authorization: Bearer …</code>.</p>
<pre>${escapeHtml(example(basePath))}</pre>
${sections.join("")}
<section><h2>Problems</h2><p>Whatever goes wrong is told as RFC 9457 has it, with what to do.</p>
<table>${Object.entries(problemKinds).map(problemOf).join("")}</table></section>
</body></html>
`
}
