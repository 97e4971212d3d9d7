/** Answers of TMDB about a movie that are not what they should be. */
import { Effect, Layer } from "effect"
import { DataProvider, type ProviderAnswer } from "../../../src/services/data-provider.ts"
import { providersLayer } from "../../../src/services/providers/providers-layer.ts"
import type { TmdbMovie } from "../../../src/services/providers/tmdb-movie.ts"
import { TmdbProvider } from "../../../src/services/providers/tmdb-provider.ts"
import type { BadInput, BadInputs } from "./bad-input.ts"

const answering = (body: Uint8Array, contentType = "application/json") => {
  const answer: ProviderAnswer = { status: 200, contentType, body }
  return providersLayer.pipe(Layer.provide(Layer.succeed(DataProvider, { get: () => Effect.succeed(answer) })))
}

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

/** All characters that one cannot see, as their numbers. */
const visible = (text: string): string =>
  JSON.stringify(text).replaceAll(/[^\x20-\x7e\p{Letter}]/gu, (sign) => `\\u{${sign.codePointAt(0)!.toString(16)}}`)

const told = (body: Uint8Array, field: keyof TmdbMovie): Effect.Effect<string> =>
  TmdbProvider.use((tmdb) => tmdb.movie(13, "all", "person")).pipe(
    Effect.match({
      onFailure: ({ reason }) => `refused: ${"detail" in reason ? reason.detail : reason._tag}`,
      onSuccess: (movie) => {
        const value = movie[field]
        if (value !== undefined) return `kept as ${visible(typeof value === "string" ? value : JSON.stringify(value))}`
        const [note] = movie.notes
        return note === undefined ? "left out" : `left out: ${note.field} ${note.problem}`
      }
    }),
    Effect.provide(answering(body))
  )

const of = (given: string, text: string, field: keyof TmdbMovie, becomes: string): BadInput => ({
  given,
  becomes,
  outcome: told(bytesOf(text), field)
})

const title = (given: string, json: string, becomes: string): BadInput =>
  of(given, `{"id":13,"title":${json}}`, "title", becomes)

const nested = (open: string, close: string, levels: number): string => open.repeat(levels) + close.repeat(levels)

const titles: BadInputs = {
  heading: "Titles and other texts",
  about: "Cleaned, and cut to their length; shown escaped wherever they are shown.",
  inputs: [
    title("a NUL byte within", '"Up\\u0000.mkv"', 'kept as "Up.mkv"'),
    title("an escape sequence of a terminal", '"\\u001b[31mUp\\u0007"', 'kept as "[31mUp"'),
    title("bidirectional overrides", '"\\u202egpj.exe\\u202c"', 'kept as "gpj.exe"'),
    title("bidirectional isolates", '"\\u2066Up\\u2069"', 'kept as "Up"'),
    title("a lone surrogate", '"U\\ud800p"', 'kept as "Up"'),
    title("two lines", '"Up\\r\\nX-Header: 1"', 'kept as "Up X-Header: 1"'),
    title("a language tag in invisible signs", '"Up\\udb40\\udc65"', 'kept as "Up"'),
    title("only signs that nobody sees", '"\\u200b\\u2060\\ufeff"', "left out: title is not readable text"),
    title("markup", '"<script>alert(1)</script>"', 'kept as "<script>alert(1)</script>"'),
    title("a path", '"../../etc/passwd"', 'kept as "../../etc/passwd"'),
    of("a million letters", `{"id":13,"title":"${"a".repeat(1e6)}"}`, "title", `kept as "${"a".repeat(500)}"`)
  ]
}

const shapes: BadInputs = {
  heading: "Answers that are no answer",
  about: "JSON that is broken or absurd costs the answer, never the process.",
  inputs: [
    of("nothing", "", "title", "refused: the answer is not JSON"),
    of("half an answer", '{"id":13,"title":"U', "title", "refused: the answer is not JSON"),
    of("a list", "[]", "title", "refused: the answer is not a JSON object"),
    of("a login page", "<!doctype html><title>Log in</title>", "title", "refused: the answer is not JSON"),
    of("NaN", '{"id":13,"title":"Up","runtime":NaN}', "title", "refused: the answer is not JSON"),
    of("Infinity", '{"id":13,"title":"Up","runtime":Infinity}', "title", "refused: the answer is not JSON"),
    of(
      "lists in lists, 10,000 deep",
      `{"id":13,"title":"Up","genres":${nested("[", "]", 10_000)}}`,
      "title",
      'kept as "Up"'
    ),
    of(
      "objects in objects, 10,000 deep",
      `{"id":13,"title":"Up","x":${nested('{"a":', "}", 10_000).replace("}", "1}")}}`,
      "title",
      'kept as "Up"'
    ),
    of("the same key twice", '{"id":13,"title":"One","title":"Two"}', "title", 'kept as "Two"'),
    of("a key __proto__", '{"id":13,"__proto__":{"title":"Evil"},"title":"Up"}', "title", 'kept as "Up"'),
    of("only __proto__ has a tagline", '{"id":13,"title":"Up","__proto__":{"tagline":"Evil"}}', "tagline", "left out"),
    of(
      "a key constructor",
      '{"id":13,"title":"Up","constructor":{"prototype":{"tagline":"Evil"}}}',
      "tagline",
      "left out"
    ),
    {
      given: "bytes that are no UTF-8",
      becomes: 'kept as "Up"',
      outcome: told(new Uint8Array([...bytesOf('{"id":13,"title":"U'), 0xff, ...bytesOf('p"}')]), "title")
    },
    {
      given: "more than 8 MB of JSON",
      becomes: "refused: the answer is too large to be read",
      outcome: Effect.suspend(() =>
        told(bytesOf(`{"id":13,"title":"Up","x":"${"x".repeat(8 * 1024 * 1024)}"}`), "title")
      )
    }
  ]
}

const field = (given: string, name: string, json: string, kept: keyof TmdbMovie, becomes: string): BadInput =>
  of(given, `{"id":13,"title":"Up","${name}":${json}}`, kept, becomes)

const numbers: BadInputs = {
  heading: "Numbers and dates",
  about: "Out of range, or of the wrong kind: the one field is left out and noted, what was known of it stays.",
  inputs: [
    field("a running time of 0", "runtime", "0", "runtimeMinutes", "left out: runtime is 0"),
    field("a negative one", "runtime", "-5", "runtimeMinutes", "left out: runtime is not from 0 to 60000"),
    field("one beyond all numbers", "runtime", "1e999", "runtimeMinutes", "left out: runtime is not from 0 to 60000"),
    field("half a minute", "runtime", "0.5", "runtimeMinutes", "left out: runtime is not a whole number"),
    field("a number as text", "runtime", '"142"', "runtimeMinutes", "left out: runtime is not a number but string"),
    field(
      "a rating of 11",
      "vote_average",
      '11,"vote_count":5',
      "rating",
      "left out: vote_average is not from 0 to 10"
    ),
    field(
      "an id beyond what a number can tell apart",
      "id",
      "90071992547409931",
      "id",
      "left out: id is not from 1 to 9999999999"
    ),
    field(
      "the 31st of February",
      "release_date",
      '"1994-02-31"',
      "releaseDate",
      "left out: release_date is not a day of the calendar"
    ),
    field(
      "the year 9999",
      "release_date",
      '"9999-12-31"',
      "year",
      "left out: release_date is not a day of the calendar"
    ),
    field("the year 0", "release_date", '"0000-01-01"', "year", "left out: release_date is not a day of the calendar"),
    field(
      "a date with a time",
      "release_date",
      '"1994-06-23T00:00:00Z"',
      "releaseDate",
      "left out: release_date is not a day of the calendar"
    )
  ]
}

const notAnImage = "left out: poster_path is not the path of an image"
const poster = (given: string, path: string): BadInput =>
  field(given, "poster_path", JSON.stringify(path), "posterPath", notAnImage)

const paths: BadInputs = {
  heading: "Paths of pictures",
  about: "One plain name below the picture host, or none. What lies on the disk is named by our own hash in any case.",
  inputs: [
    poster("a way up", "/../../etc/passwd.jpg"),
    poster("an encoded way up", "/%2e%2e/%2e%2e/a.jpg"),
    poster("a way up for Windows", "/..\\..\\a.jpg"),
    poster("another host", "//evil.example/a.jpg"),
    poster("a whole address", "https://evil.example/a.jpg"),
    poster("a file", "file:///etc/passwd.jpg"),
    poster("data", "data:image/png;base64,AAAA"),
    poster("a script", "javascript:alert(1)//a.jpg"),
    poster("a NUL byte", "/a.php\u0000.jpg"),
    poster("a query", "/a.jpg?width=99999"),
    poster("a drawing, which may hold a program", "/a.svg"),
    poster("a name of 300 letters", `/${"a".repeat(300)}.jpg`)
  ]
}

export const badAnswers: ReadonlyArray<BadInputs> = [titles, shapes, numbers, paths]
