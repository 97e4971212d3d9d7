/** What went wrong, as RFC 9457 tells it: a kind, a sentence about this very case, and what to do. Never a stack trace. */
import { Schema } from "effect"

interface Kind {
  readonly status: number
  readonly title: string
  /** What somebody who meets it can do. */
  readonly whatToDo: string
}

/** Every kind of problem that the server tells of. The names are part of the interface: programs branch on them. */
export const problemKinds = {
  "bad-address": {
    status: 400,
    title: "The address cannot be read",
    whatToDo: "Percent-encode each part of the path as UTF-8; a slash inside a movie's alias is %2F."
  },
  "bad-parameter": {
    status: 400,
    title: "A parameter cannot be used",
    whatToDo: "See /docs for the parameters of this address, and their limits."
  },
  "bad-body": {
    status: 400,
    title: "The body cannot be understood",
    whatToDo: "Send one JSON document in UTF-8, as /openapi.json describes it."
  },
  "token-missing": {
    status: 401,
    title: "A token is needed",
    whatToDo: "Send the header `Authorization: Bearer <token>` with the token that the server was started with."
  },
  "token-wrong": {
    status: 401,
    title: "The token is not the right one",
    whatToDo: "Send the token that the server was started with."
  },
  "secret-wrong": {
    status: 401,
    title: "The secret of the webhook is missing, or not the right one",
    whatToDo:
      "Send the secret that the server was started with as ?secret=, as X-Reelstate-Secret or as a bearer token."
  },
  "read-only": {
    status: 403,
    title: "Without a token this library may only be read",
    whatToDo: "Send the header `Authorization: Bearer <token>`, or start the server with a token."
  },
  "origin-refused": {
    status: 403,
    title: "Pages of this origin may not speak to the library",
    whatToDo: "Name the origin when the server is started, if you trust it."
  },
  "no-such-address": {
    status: 404,
    title: "There is nothing at this address",
    whatToDo: "See /docs for what there is."
  },
  "movie-unknown": {
    status: 404,
    title: "No movie here goes by that name",
    whatToDo: "Ask for it with POST /v1/movies/{ref}/requests and an alias such as tmdb:13: then it becomes known."
  },
  "person-unknown": {
    status: 404,
    title: "Nobody here goes by that name",
    whatToDo: "Take ids from the credits of a movie."
  },
  "image-unknown": {
    status: 404,
    title: "There is no such image of this movie",
    whatToDo: "Posters come with the level basic, HD images with deep: ask for the movie at that level."
  },
  "plan-unknown": {
    status: 404,
    title: "There is no such plan",
    whatToDo:
      "Only the last few plans are kept, and none over a restart: make a new one with POST /v1/housekeeping/plans."
  },
  "job-unknown": {
    status: 404,
    title: "There is no such job",
    whatToDo: "See GET /v1/jobs for those that run here; `reelstate serve --jobs` says which do."
  },
  "delivery-unknown": {
    status: 404,
    title: "There is no such delivery",
    whatToDo: "See GET /v1/webhooks for those that are kept: 16 MB of them, for 30 days."
  },
  "webhooks-off": {
    status: 404,
    title: "This server takes no webhooks",
    whatToDo: "Start it with `reelstate serve --webhooks`, or make the library with a `webhookSecret`."
  },
  "method-not-allowed": {
    status: 405,
    title: "This address does not do that",
    whatToDo: "Use one of the methods in the header Allow."
  },
  "body-too-slow": {
    status: 408,
    title: "The body did not arrive in time",
    whatToDo: "Send it again, faster or in parts."
  },
  "plan-stopped": {
    status: 409,
    title: "The plan was stopped because it would hit much",
    whatToDo: 'Review it, and apply it with {"confirm": true} if that is what you want.'
  },
  "plan-applied": { status: 409, title: "The plan was applied before", whatToDo: "Make a new plan." },
  "nothing-to-undo": {
    status: 409,
    title: "The plan forgot nothing that could be taken back",
    whatToDo: "Look at GET /v1/housekeeping/plans for plans that were applied."
  },
  "page-gone": { status: 410, title: "That page cannot be found any more", whatToDo: "List from the start." },
  "body-too-large": { status: 413, title: "The body is too large", whatToDo: "Send several smaller requests." },
  "body-type": {
    status: 415,
    title: "The body is of a type that is not read here",
    whatToDo: "Send `Content-Type: application/json`, in UTF-8 and not compressed."
  },
  "range-outside": {
    status: 416,
    title: "The file has no such part",
    whatToDo: "Content-Range tells how long the file is."
  },
  "wrong-host": {
    status: 421,
    title: "This server does not answer for that host",
    whatToDo: "Use the address that the server told at its start, or name the host when it is started."
  },
  "event-refused": {
    status: 422,
    title: "An event was refused",
    whatToDo: "Nothing was published: mend the event and send all of them again."
  },
  "library-broken": {
    status: 500,
    title: "The library could not do it",
    whatToDo: "See the server's log; what was acknowledged before is safe."
  },
  "our-bug": { status: 500, title: "This is a bug in reelstate", whatToDo: "See the server's log, and report it." },
  "provider-failed": {
    status: 502,
    title: "A provider could not answer",
    whatToDo: "Try again later; what is known here is told without it."
  },
  closing: { status: 503, title: "The server is closing", whatToDo: "Try again when it is up." },
  "too-many-deliveries": {
    status: 503,
    title: "A delivery cannot be kept now",
    whatToDo: "Deliver it again later."
  },
  "too-many-streams": {
    status: 503,
    title: "Too many streams are open",
    whatToDo: "Close one, or try again later."
  },
  "disk-full": {
    status: 507,
    title: "The disk of the library is full",
    whatToDo: "Free some space and try again; nothing was lost."
  }
} as const satisfies Record<string, Kind>

export type ProblemKind = keyof typeof problemKinds

/** A request that cannot be answered. `detail` is about this case; `extra` and `headers` go into the answer as they are. */
export class Problem extends Schema.TaggedError<Problem>()("Problem", {
  kind: Schema.Literals(Object.keys(problemKinds) as ReadonlyArray<ProblemKind>),
  detail: Schema.String,
  extra: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown)),
  headers: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
}) {
  override get message() {
    return this.detail
  }
}

const detailLengthMax = 1_000

/** The document of RFC 9457. Pure. */
export const problemDocument = ({ kind, detail, extra }: Problem, basePath: string) => {
  const { status, title, whatToDo } = problemKinds[kind]
  const shown = detail.length > detailLengthMax ? `${detail.slice(0, detailLengthMax)} ...` : detail
  return { type: `${basePath}/docs#problem-${kind}`, title, status, detail: shown, whatToDo, ...extra }
}

export type ProblemDocument = ReturnType<typeof problemDocument>
