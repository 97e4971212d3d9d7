/** The interface as an OpenAPI 3.1 document, made from the very schemas that requests are read with. */
import { Schema } from "effect"
import { inboundSchemas } from "../../domain/event.ts"
import { version } from "../version.ts"
import type { Endpoint } from "./endpoint.ts"
import { problemKinds } from "./problem.ts"

type Json = Readonly<Record<string, unknown>>

/** What a decoded value looks like: a limit is told as a number, though it travels as digits. */
const schemaOf = (schema: Schema.Constraint): Json =>
  Schema.toJsonSchemaDocument(Schema.toType(schema as Schema.Top)).schema as Json

const isOptional = (schema: Schema.Constraint): boolean => schema.ast.context?.isOptional === true

const parametersOf = ({ schemas }: Endpoint): ReadonlyArray<Json> => [
  ...Object.entries(schemas.path).map(([name, schema]) => ({
    name,
    in: "path",
    required: true,
    schema: schemaOf(schema)
  })),
  ...Object.entries(schemas.query).map(([name, schema]) => ({
    name,
    in: "query",
    required: !isOptional(schema),
    schema: schemaOf(schema)
  }))
]

const bodyOf = ({ path, schemas, takes }: Endpoint): Json => {
  if (takes !== undefined) return { requestBody: { required: true, description: takes, content: { "*/*": {} } } }
  if (schemas.body === undefined) return {}
  const event = { $ref: "#/components/schemas/Event" }
  const events = { anyOf: [event, { type: "array", maxItems: 1_000, items: event }] }
  const schema = path === "/v1/events" ? events : schemaOf(schemas.body)
  return { requestBody: { required: true, content: { "application/json": { schema } } } }
}

const contentOf = ({ path }: Endpoint): string => {
  if (path.endsWith("/changes") || path === "/v1/events") return "text/event-stream"
  if (path.includes("/images/")) return "image/*"
  return path === "/docs" ? "text/html" : "application/json"
}

const problemAnswer = { $ref: "#/components/responses/Problem" }

const answersOf = (endpoint: Endpoint): Json => {
  const content = { [endpoint.method === "POST" ? "application/json" : contentOf(endpoint)]: {} }
  const answers = Object.entries(endpoint.answers).map(([status, description]) => {
    const hasBody = Number(status) < 300
    return [status, Number(status) >= 400 ? problemAnswer : { description, ...(hasBody && { content }) }] as const
  })
  return { ...Object.fromEntries(answers), default: problemAnswer }
}

const operationOf = (endpoint: Endpoint): Json => ({
  operationId: endpoint.name,
  summary: endpoint.summary,
  ...(endpoint.details !== undefined && { description: endpoint.details }),
  ...(endpoint.isPublic === true && { security: [] }),
  parameters: parametersOf(endpoint),
  ...bodyOf(endpoint),
  responses: answersOf(endpoint)
})

/** Every event that may be published, as one schema. */
const eventSchema = (): Json => ({
  oneOf: Object.entries(inboundSchemas).map(([type, fields]) =>
    schemaOf(Schema.Struct({ type: Schema.Literal(type), id: Schema.optionalKey(Schema.String), ...fields }))
  )
})

const problemSchema = {
  type: "object",
  required: ["type", "title", "status", "detail", "whatToDo"],
  properties: {
    type: { type: "string", description: Object.keys(problemKinds).join(", ") },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    whatToDo: { type: "string" }
  }
}

const pathsOf = (endpoints: ReadonlyArray<Endpoint>, basePath: string): Json => {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const each of endpoints) {
    const path = (paths[`${basePath}${each.path}`] ??= {})
    path[each.method.toLowerCase()] = operationOf(each)
  }
  return paths
}

/** Pure: the same endpoints give the same document. */
export const openApi = (endpoints: ReadonlyArray<Endpoint>, basePath: string): Json => ({
  openapi: "3.1.0",
  info: { title: "reelstate", version, description: "A library of movies that feels infinite and stays small." },
  security: [{ token: [] }, {}],
  paths: pathsOf(endpoints, basePath),
  components: {
    securitySchemes: { token: { type: "http", scheme: "bearer" } },
    schemas: { Event: eventSchema(), Problem: problemSchema },
    responses: {
      Problem: {
        description: "What went wrong, and what to do (RFC 9457)",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } }
      }
    }
  }
})
