/** What was tried against the handler, and what it says: status, kind of problem, and words that must be in the answer. */

export interface BadInput {
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is; an object as JSON. */
  readonly body?: string | Uint8Array | object
  readonly status: number
  readonly kind: string
  readonly says?: string
}

const get = (path: string, status: number, kind: string, says = ""): BadInput => ({ path, status, kind, says })

const json = { "content-type": "application/json" }
const post = (path: string, body: BadInput["body"], status: number, kind: string, says = ""): BadInput => ({
  path,
  method: "POST",
  headers: json,
  status,
  kind,
  says,
  ...(body !== undefined && { body })
})
const typed = (type: string, says: string): BadInput => ({
  ...post("/v1/events", "{}", 415, "body-type", says),
  headers: type === "" ? {} : { "content-type": type }
})
const headed = (headers: Readonly<Record<string, string>>, status: number, kind: string, says = ""): BadInput => ({
  path: "/v1/movies",
  headers,
  status,
  kind,
  says
})

const viewed = { type: "MovieViewed", movie: "tmdb:13" }
const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`
const requests = "/v1/movies/tmdb:13/requests"
const plan = "/v1/housekeeping/plans/0123456789abcdef"

const addresses: ReadonlyArray<BadInput> = [
  get("/v2/movies", 404, "no-such-address", "GET /v1/movies"),
  get("/v1/movie/tmdb:13", 404, "no-such-address", "GET /v1/movies/{ref}"),
  get("/v1/movies/", 404, "no-such-address", "GET /v1/movies"),
  get("//v1//movies", 404, "no-such-address"),
  get("/v1/movies/tmdb:13/images", 404, "no-such-address"),
  get("/v1/movies/../../etc/passwd", 404, "no-such-address"),
  get("/v1/movies/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 400, "bad-parameter", "tmdb:13"),
  get("/v1/movies/..%2f..%2fetc%2fpasswd", 400, "bad-parameter"),
  get("/v1/movies/%00", 400, "bad-parameter"),
  get("/v1/movies/%FF%FE", 400, "bad-address", "%FF%FE"),
  get("/v1/movies/%E0%A4%A", 400, "bad-address"),
  get("/v1/movies/Forrest%20Gump", 400, "bad-parameter"),
  get("/v1/movies/file:%00", 400, "bad-parameter"),
  get("/v1/movies/tmdb:99999999999", 400, "bad-parameter"),
  get("/v1/movies/tmdb:404404", 404, "movie-unknown", "tmdb:404404"),
  get("/v1/movies/m_0123456789", 404, "movie-unknown", "m_0123456789"),
  get("/v1/movies/m_0123456789/why", 404, "movie-unknown"),
  get("/v1/movies/m_0123456789/history", 404, "movie-unknown"),
  get("/v1/movies/m_0123456789/images/poster", 404, "movie-unknown"),
  get("/v1/movies/tmdb:100000/images/poster", 404, "image-unknown", "no poster"),
  get("/v1/movies/tmdb:13/images/..%2flibrary.json", 400, "bad-parameter"),
  get("/v1/movies/tmdb:13/images/__proto__", 400, "bad-parameter"),
  get("/v1/movies/tmdb:13/images/poster?size=huge", 400, "bad-parameter"),
  get("/v1/people/tmdb-404404", 404, "person-unknown"),
  get("/v1/people/31", 400, "bad-parameter"),
  get("/v1/people/tmdb-404404404/filmography", 502, "provider-failed"),
  get("/v1/people/imdb-nm0000158/filmography", 502, "provider-failed"),
  get(plan, 404, "plan-unknown"),
  get("/v1/housekeeping/plans/nothing", 400, "bad-parameter"),
  get(`/v1/movies/${"a".repeat(9_000)}`, 404, "no-such-address")
]

const parameters: ReadonlyArray<BadInput> = [
  get("/v1/movies?limit=0", 400, "bad-parameter"),
  get("/v1/movies?limit=501", 400, "bad-parameter"),
  get("/v1/movies?limit=-1", 400, "bad-parameter", "digits"),
  get("/v1/movies?limit=1e2", 400, "bad-parameter", "digits"),
  get("/v1/movies?limit=%31%30abc", 400, "bad-parameter"),
  get("/v1/movies?limit=", 400, "bad-parameter"),
  get("/v1/movies?limit=5&limit=6", 400, "bad-parameter", "twice"),
  get("/v1/movies?limt=5", 400, "bad-parameter", "Did you mean limit?"),
  get("/v1/movies?__proto__=1", 400, "bad-parameter"),
  get("/v1/movies?state=forgotten", 400, "bad-parameter"),
  get("/v1/movies?pinned=yes", 400, "bad-parameter"),
  get("/v1/movies?year=94", 400, "bad-parameter"),
  get("/v1/movies?sort=random", 400, "bad-parameter"),
  get("/v1/movies?cursor=nonsense", 400, "bad-parameter", "cursor"),
  get("/v1/movies?cursor=bnVsbA", 400, "bad-parameter", "cursor"),
  get(`/v1/movies?cursor=${"A".repeat(2_000)}`, 400, "bad-parameter"),
  get(
    "/v1/movies?sort=title&cursor=eyJpZCI6Im1fMDAwMDAwMDAwMCIsImtleSI6MSwic29ydCI6Imtub3duIiwibm93IjoxfQ",
    400,
    "bad-parameter"
  ),
  get("/v1/search", 400, "bad-parameter", "q"),
  get("/v1/search?q=", 400, "bad-parameter"),
  get(`/v1/search?q=${"x".repeat(201)}`, 400, "bad-parameter"),
  get("/v1/stats?top=1000", 400, "bad-parameter"),
  get("/v1/status?verbose=1", 400, "bad-parameter", "There are no parameters here"),
  get("/v1/movies/tmdb:13/history?before=0", 400, "bad-parameter"),
  get("/v1/movies/tmdb:13/why?history=501", 400, "bad-parameter"),
  get("/v1/events?after=-5", 400, "bad-parameter"),
  get("/v1/events?type=MovieViewd", 400, "bad-parameter", "Did you mean MovieViewed?"),
  get("/v1/events?movie=Up", 400, "bad-parameter"),
  { ...get("/v1/events", 400, "bad-parameter", "Last-Event-ID"), headers: { "last-event-id": "1; drop" } },
  { ...get("/v1/movies/tmdb:13/images/poster", 416, "range-outside"), headers: { range: "bytes=99999999-" } },
  { ...get("/v1/movies/tmdb:13/images/poster", 416, "range-outside"), headers: { range: "bytes=-0" } }
]

const bodies: ReadonlyArray<BadInput> = [
  post("/v1/events", "{", 400, "bad-body", "not JSON"),
  post("/v1/events", "", 400, "bad-body", "empty"),
  post("/v1/events", "null", 400, "bad-body"),
  post("/v1/events", '"text"', 400, "bad-body"),
  post("/v1/events", "[1]", 400, "bad-body"),
  post("/v1/events", new Uint8Array([0x7b, 0xff, 0x7d]), 400, "bad-body", "UTF-8"),
  post("/v1/events", deep(65), 400, "bad-body", "nested"),
  post("/v1/events", deep(200_000), 400, "bad-body", "nested"),
  post("/v1/events", `{"type":"${"x".repeat(1024 * 1024)}"}`, 413, "body-too-large"),
  post(
    "/v1/events",
    Array.from({ length: 1_001 }, () => viewed),
    413,
    "body-too-large",
    "1001"
  ),
  post("/v1/events", {}, 422, "event-refused", "needs a type"),
  post("/v1/events", { type: "MovieDeep" }, 422, "event-refused", "did you mean"),
  post("/v1/events", { type: "__proto__" }, 422, "event-refused"),
  post("/v1/events", { type: "MovieCreated", movie: "m_0123456789" }, 422, "event-refused", "no such event to publish"),
  post("/v1/events", { type: "MovieViewed" }, 422, "event-refused", "movie"),
  post("/v1/events", { ...viewed, id: "1-5" }, 422, "event-refused", "form of the library's own ids"),
  post("/v1/events", { ...viewed, id: "a b" }, 422, "event-refused"),
  post(
    "/v1/events",
    [viewed, { type: "MovieEdited", movie: "tmdb:13", field: "year", value: "soon" }],
    422,
    "event-refused",
    "year"
  ),
  post(requests, { level: "omniscient" }, 400, "bad-body", "level"),
  post(requests, { waitMs: -1 }, 400, "bad-body", "waitMs"),
  post(requests, { waitMs: 1e9 }, 400, "bad-body", "waitMs"),
  post(requests, { waitMs: "5" }, 400, "bad-body", "waitMs"),
  post(requests, [], 400, "bad-body"),
  post(requests, { aliases: ["nonsense"] }, 400, "bad-body", "aliases"),
  post("/v1/movies/m_0123456789/requests", {}, 404, "movie-unknown"),
  post(`${plan}/apply`, {}, 404, "plan-unknown"),
  post(`${plan}/apply`, { confirm: "yes" }, 400, "bad-body", "confirm"),
  post(`${plan}/undo`, {}, 409, "nothing-to-undo"),
  typed("", "no type at all"),
  typed("text/plain", "text/plain"),
  typed("application/x-www-form-urlencoded", "urlencoded"),
  typed("application/json; charset=latin1", "latin1"),
  typed("application/jsonp", "jsonp"),
  { ...post("/v1/events", "{}", 415, "body-type", "Compressed"), headers: { ...json, "content-encoding": "gzip" } },
  { ...post("/v1/events", "{}", 413, "body-too-large"), headers: { ...json, "content-length": "99999999" } }
]

const hooks = "/v1/webhooks"
const wrongSecret = (headers: Readonly<Record<string, string>>, query = ""): BadInput => ({
  ...post(`${hooks}/plex${query}`, "{}", 401, "secret-wrong", "missing or wrong"),
  headers: { ...json, ...headers }
})

const webhooks: ReadonlyArray<BadInput> = [
  wrongSecret({}),
  wrongSecret({}, "?secret="),
  wrongSecret({}, "?secret=a%20secret%20for%20webhook"),
  wrongSecret({ "x-reelstate-secret": "a secret" }),
  wrongSecret({ authorization: "Bearer a-secret" }),
  wrongSecret({ authorization: `Basic ${Buffer.from("plex:a secret").toString("base64")}` }),
  wrongSecret({ "x-reelstate-secret": "no", "content-length": "99999999" }),
  post(`${hooks}?secrt=x`, "{}", 400, "bad-parameter", "Did you mean secret?"),
  post(`${hooks}?secret=a&secret=b`, "{}", 400, "bad-parameter", "twice"),
  post(`${hooks}/PLEX`, "{}", 400, "bad-parameter", "a word such as plex"),
  post(`${hooks}/..%2f..%2fetc`, "{}", 400, "bad-parameter"),
  post(`${hooks}/0/replay`, {}, 400, "bad-parameter"),
  post(`${hooks}/7/replay`, {}, 404, "delivery-unknown", "No delivery 7"),
  post(`${hooks}/-1/replay`, {}, 400, "bad-parameter"),
  post(`${hooks}/plex/replay`, {}, 400, "bad-parameter"),
  post(`${hooks}/replay?all=1`, {}, 400, "bad-parameter", "There are no parameters here"),
  get(`${hooks}/replay`, 405, "method-not-allowed", "POST"),
  get(`${hooks}?limit=0`, 400, "bad-parameter"),
  get(`${hooks}?limt=5`, 400, "bad-parameter", "Did you mean limit?"),
  {
    ...post(hooks, "{}", 413, "body-too-large", "8388608"),
    headers: { "x-reelstate-secret": "a secret for webhooks", "content-length": "8388609" }
  },
  {
    ...post(`${hooks}/radarr`, `{"eventType":"${"x".repeat(1024 * 1024)}"}`, 413, "body-too-large", "1048576"),
    headers: { "x-reelstate-secret": "a secret for webhooks" }
  }
]

const jobs: ReadonlyArray<BadInput> = [
  get("/v1/jobs?all=1", 400, "bad-parameter", "There are no parameters here"),
  { path: "/v1/jobs", method: "POST", status: 405, kind: "method-not-allowed", says: "GET" },
  post("/v1/jobs/housekeepng/run", {}, 404, "job-unknown", "Did you mean housekeeping?"),
  post("/v1/jobs/__proto__/run", {}, 404, "job-unknown"),
  post(`/v1/jobs/${"x".repeat(41)}/run`, {}, 400, "bad-parameter"),
  get("/v1/jobs/housekeeping/run", 405, "method-not-allowed", "POST"),
  post("/v1/searches", {}, 400, "bad-body", "q"),
  post("/v1/searches", { q: "" }, 400, "bad-body", "q"),
  post("/v1/searches", { q: "up", limit: 101 }, 400, "bad-body", "limit"),
  post("/v1/searches", { q: "up", year: 94 }, 400, "bad-body", "year"),
  get("/v1/search?q=up&year=soon", 400, "bad-parameter", "digits")
]

/** So that every address has two rows at least. */
const others: ReadonlyArray<BadInput> = [
  get("/v1/movies/tmdb:13?with=nothing", 400, "bad-parameter"),
  get("/v1/movies/tmdb:13/changes?after=x", 400, "bad-parameter", "digits"),
  get("/v1/movies/Up/changes", 400, "bad-parameter"),
  get("/v1/people/tmdb-404404?limit=1", 400, "bad-parameter", "There are no parameters here"),
  post("/v1/housekeeping/plans?dry=1", undefined, 400, "bad-parameter", "There are no parameters here"),
  { path: "/v1/housekeeping/plans", method: "PUT", status: 405, kind: "method-not-allowed", says: "GET" },
  get("/v1/housekeeping/plans?limit=1", 400, "bad-parameter"),
  post("/v1/housekeeping/plans/nothing/undo", {}, 400, "bad-parameter"),
  get("/v1/stats?top=0", 400, "bad-parameter"),
  get("/v1/rest?waitMs=-1", 400, "bad-parameter"),
  get("/v1/rest?waitMs=soon", 400, "bad-parameter"),
  { path: "/v1/rest", method: "POST", status: 405, kind: "method-not-allowed", says: "GET" },
  get("/openapi.json?version=3", 400, "bad-parameter"),
  { path: "/openapi.json", method: "POST", status: 405, kind: "method-not-allowed" },
  get("/docs?page=2", 400, "bad-parameter"),
  { path: "/docs", method: "DELETE", status: 405, kind: "method-not-allowed" },
  get("/?lang=de", 400, "bad-parameter"),
  { path: "/", method: "POST", status: 405, kind: "method-not-allowed" }
]

const methods: ReadonlyArray<BadInput> = [
  { path: "/v1/movies", method: "DELETE", status: 405, kind: "method-not-allowed", says: "GET" },
  { path: "/v1/movies/tmdb:13", method: "PUT", status: 405, kind: "method-not-allowed", says: "HEAD" },
  { path: requests, status: 405, kind: "method-not-allowed", says: "POST" },
  { path: "/v1/events", method: "PATCH", status: 405, kind: "method-not-allowed", says: "GET" },
  { path: "/v1/status", method: "PROPFIND", status: 405, kind: "method-not-allowed" },
  { path: "/nowhere", method: "DELETE", status: 404, kind: "no-such-address" },
  { path: "/nowhere", method: "OPTIONS", status: 404, kind: "no-such-address" }
]

const doors: ReadonlyArray<BadInput> = [
  headed({ host: "evil.example" }, 421, "wrong-host", "evil.example"),
  headed({ host: "127.0.0.1.evil.example" }, 421, "wrong-host"),
  headed({ host: "127.0.0.1@evil.example" }, 421, "wrong-host"),
  headed({ host: "127.0.0.1, evil.example" }, 421, "wrong-host"),
  headed({ host: "localhost:80:80" }, 421, "wrong-host"),
  headed({ host: "localhost:x" }, 421, "wrong-host"),
  headed({ host: "" }, 400, "bad-address", "no host"),
  headed({ origin: "https://evil.example" }, 403, "origin-refused", "evil.example"),
  headed({ origin: "null" }, 403, "origin-refused"),
  headed({ origin: "http://127.0.0.1:81" }, 403, "origin-refused"),
  headed({ origin: "http://127.0.0.1.evil.example" }, 403, "origin-refused"),
  headed({ authorization: "Bearer not-the-token-at-all" }, 401, "token-wrong")
]

export const badInputs: ReadonlyArray<BadInput> = [
  ...addresses,
  ...parameters,
  ...bodies,
  ...webhooks,
  ...jobs,
  ...others,
  ...methods,
  ...doors
]
