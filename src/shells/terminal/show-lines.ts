/** Everything that is known of a movie, for people: every field with where it came from and how old it is. Pure. */
import { Option, Schema } from "effect"
import { type FieldName, fieldLevels, fieldNames, type Known } from "../../domain/knowledge.ts"
import { levels } from "../../domain/level.ts"
import { reasonFor } from "../../domain/merge-knowledge.ts"
import { tmdbNotice } from "../../domain/terms.ts"
import type { Credit } from "../../domain/movie.ts"
import type { NamedCredit, ShowFacts } from "../facts/show-facts.ts"
import { bytes, count, counted, duration, instantFrom, number, shown } from "./format.ts"
import { identityRows } from "./identity-rows.ts"
import { standingWords } from "./story-lines.ts"
import type { Paint } from "./style.ts"
import { facts, table } from "./table.ts"
import { headLine } from "./why-lines.ts"

const valueLengthMax = 100

/** A value of any shape on one line. */
const valueWords = (value: unknown): string => {
  if (typeof value === "string") return shown(value, valueLengthMax)
  if (typeof value === "number") return String(value)
  if (Array.isArray(value)) return shown(value.map(valueWords).join(", "), valueLengthMax)
  if (typeof value !== "object" || value === null) return String(value)
  const parts = Object.entries(value).map(([name, part]) => `${name} ${valueWords(part)}`)
  return shown(parts.join(", "), valueLengthMax)
}

const fieldRow = (name: FieldName, known: Known, now: number): ReadonlyArray<string> => {
  const behind =
    known.previous === undefined ? "" : `; behind it ${known.previous.source}: ${valueWords(known.previous.value)}`
  const age = duration(Math.max(0, now - known.fetchedAt))
  return [`  ${name}`, valueWords(known.value) + behind, known.source, age, shown(reasonFor(known))]
}

const fieldLines = ({ movie, now }: ShowFacts, paint: Paint): ReadonlyArray<string> => {
  const { fields } = movie.knowledge
  const known = fieldNames.filter((name) => fields[name] !== undefined)
  const sorted = levels.flatMap((level) => known.filter((name) => fieldLevels[name] === level))
  const head = ["  field", "value", "source", "age", "why"]
  const [first = "", ...rest] = table([head, ...sorted.map((name) => fieldRow(name, fields[name]!, now))], ["left"])
  return [paint("dim", first), ...rest]
}

const licensed = Schema.Struct({ url: Schema.String, attribution: Schema.String })
const readLicensed = Schema.decodeUnknownOption(licensed)

/** The credit that the licence of a text asks for, and the notice that TMDB asks for; both go where the data goes. */
const noticeLines = ({ movie }: ShowFacts, paint: Paint): ReadonlyArray<string> => {
  const { fields } = movie.knowledge
  const summary = Option.getOrUndefined(readLicensed(fields.summary?.value))
  const isFromTmdb = fieldNames.some((name) => fields[name]?.source === "tmdb")
  return [
    ...(summary === undefined ? [] : [`  summary: ${shown(summary.attribution, 400)}, ${shown(summary.url, 600)}`]),
    ...(isFromTmdb ? [`  ${tmdbNotice}`] : [])
  ].map((line) => paint("dim", line))
}

const kinds: ReadonlyArray<readonly [Credit["kind"], string]> = [
  ["directed", "directed"],
  ["wrote", "wrote"],
  ["composed", "composed"],
  ["played", "played"],
  ["crew", "crew"]
]

const creditWords = ({ as, name }: NamedCredit, kind: Credit["kind"]): string =>
  kind === "played" && as !== "" ? `${shown(name)} as ${shown(as, 60)}` : shown(name)

const creditLines = (credits: ReadonlyArray<NamedCredit>): ReadonlyArray<string> => {
  const rows = kinds.flatMap(([kind, word]) =>
    credits
      .filter((credit) => credit.kind === kind)
      .map((credit, index) => [index === 0 ? word : "", creditWords(credit, kind)] as const)
  )
  return rows.length === 0 ? ["  not known"] : facts(rows)
}

const imageLines = ({ images }: ShowFacts): ReadonlyArray<string> =>
  images.length === 0
    ? ["  none"]
    : table(
        images.map(({ bytes: held, doomed, file, kind, size, source }) => [
          `  ${kind} ${size}`,
          bytes(held),
          `images/${file}`,
          `from ${shown(source)}${doomed ? ", to be deleted" : ""}`
        ]),
        ["left", "right", "left"]
      )

const fileLines = ({ movie }: ShowFacts): ReadonlyArray<string> =>
  movie.identity.files.map(({ missingSince, path, sizeBytes }) => {
    const size = sizeBytes === null ? "" : `  ${bytes(sizeBytes)}`
    return `  ${shown(path, 300)}${size}${missingSince === null ? "" : "  missing"}`
  })

const statisticLines = ({ movie, now }: ShowFacts): ReadonlyArray<string> => {
  const { lastAccess, plays, popularityScore, searchHits, shown: times, viewCount } = movie.statistics
  return facts([
    ["views", `${count(viewCount)}, of which ${counted(plays, "play")}`],
    ["last access", lastAccess === null ? "never" : instantFrom(lastAccess, now)],
    ["popularity", `${number(popularityScore)} when it was last used`],
    ["search hits", count(searchHits)],
    ["shown in lists", count(times)]
  ])
}

export const showLines = (show: ShowFacts, paint: Paint): ReadonlyArray<string> => {
  const { identity, knowledge, lifecycle } = show.movie
  const heading = (text: string) => ["", paint("bold", text)]
  const missing = knowledge.gaps.map(({ piece, reason }) => `${shown(piece)} (${shown(reason)})`).join(", ")
  return [
    headLine(show.movie, paint),
    ...facts([
      ["state", paint("green", standingWords(lifecycle))],
      ["goes by", identity.aliases.map((alias) => shown(alias)).join(", ")],
      ...identityRows(show.movie.identity),
      ["known since", instantFrom(identity.createdAt, show.now)],
      [
        "pinned",
        identity.pin === null ? "no" : `yes${identity.pin.reason === null ? "" : `, ${shown(identity.pin.reason)}`}`
      ],
      ["record", bytes(show.recordBytes)],
      ["missing", missing === "" ? "nothing" : missing]
    ]),
    ...heading("What is known"),
    ...fieldLines(show, paint),
    ...noticeLines(show, paint),
    ...heading("Who made it"),
    ...creditLines(show.credits),
    ...heading("Images"),
    ...imageLines(show),
    ...(identity.files.length === 0 ? [] : [...heading("Files"), ...fileLines(show)]),
    ...heading("How it is used"),
    ...statisticLines(show),
    "",
    `Why it is so: reelstate why ${show.movie.id}`
  ]
}
