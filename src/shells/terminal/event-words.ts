/** What an event says, in a few words behind its type. Pure. */
import type { Event, EventOf, Evidence, PlanItem } from "../../domain/event.ts"
import { bytes, counted, duration, instant, number, shown } from "./format.ts"

const listed = (names: ReadonlyArray<string>): string =>
  names.length === 0 ? "nothing" : names.map((name) => shown(name, 60)).join(", ")

const titled = (event: { readonly title?: string | null; readonly year?: number | null }): string => {
  if (event.title === undefined || event.title === null) return ""
  return `"${shown(event.title)}"${event.year === undefined || event.year === null ? "" : ` (${event.year})`} `
}

/** `idle 180.4 days (threshold 180 days)`; a value that could not be looked up says so. */
export const evidenceWords = ({ name, threshold, unit, value }: Evidence): string => {
  const amount = (figure: number) => (unit === "bytes" ? bytes(figure) : `${number(figure)} ${unit}`)
  const known = value === null ? "unknown" : amount(value)
  return `${shown(name)} ${known}${threshold === null ? "" : ` (threshold ${amount(threshold)})`}`
}

const asked = (event: {
  readonly level?: string
  readonly title?: string
  readonly year?: number
  readonly movie: string
}) => `${titled(event)}${shown(event.movie)}${event.level === undefined ? "" : `, wants ${event.level}`}`

const planned = ({ items, mode, plan }: EventOf<"HousekeepingRequested">): string => {
  const of = plan === undefined ? "" : ` plan ${shown(plan)}`
  if (mode !== "apply") return `${mode}${of}`
  return items === undefined ? `${mode}${of}` : `${mode}${of}, ${counted(items.length, "movie")}`
}

const enriched = (event: EventOf<"MovieEnriched">): string => {
  const how = event.task === "advance" ? `${event.from} to ${event.level}` : `${event.task} at ${event.level}`
  const gaps = event.gaps.length === 0 ? "" : `; missing: ${listed(event.gaps)}`
  const pictures = event.bytes === 0 ? "" : `, ${bytes(event.bytes)} of pictures`
  const calls = counted(event.providerCalls, "call")
  return `${how}: ${counted(event.fields.length, "field")}, ${calls}${pictures}, ${duration(event.durationMs)}${gaps}`
}

const downgraded = (event: EventOf<"MovieDowngraded">): string => {
  const left = event.imagesOnly ? `${event.from}, only the large pictures go` : `${event.from}, keeps ${event.kept}`
  const freed = event.bytesFreed === 0 ? "" : `, about ${bytes(event.bytesFreed)} freed`
  return `${left}; rule ${shown(event.rule)}: ${event.evidence.map(evidenceWords).join(", ")}; rank ${event.rank}${freed}`
}

const failed = (event: EventOf<"EnrichmentFailed">): string =>
  `${event.level}: ${shown(event.reason)}, ${shown(event.message).replace(/[.]$/, "")}; attempt ${event.attempts}, again ${instant(event.retryAt)}`

const edited = (event: EventOf<"MovieEdited">): string =>
  event.undo === true
    ? `${event.field}, taken back`
    : `${event.field} = ${shown(JSON.stringify(event.value ?? null), 120)}`

/** Why, and who says so. */
const said = ({ by, reason }: { readonly by?: string; readonly reason?: string }): string =>
  `${reason === undefined ? "" : `, because ${shown(reason)}`}${by === undefined ? "" : `, by ${shown(by)}`}`

const identified = (event: EventOf<"MovieMatched" | "MoviesMerged" | "MovieSplit">): string => {
  if (event.type === "MoviesMerged") return `${event.merged} is one with ${event.movie}${said(event)}`
  if (event.type === "MovieSplit")
    return `${shown(event.merged ?? event.file ?? "")} is a movie of its own${said(event)}`
  return event.undo === true ? `taken back${said(event)}` : `it is ${event.to ?? "none of the films"}${said(event)}`
}

/** What most events are about: a movie, several, or a file. */
const subject = (event: Event): string => {
  if ("movies" in event) return counted(event.movies.length, "movie")
  if ("path" in event) return shown(event.path)
  return "movie" in event && event.movie !== undefined ? shown(event.movie) : ""
}

export const eventWords = (event: Event): string => {
  switch (event.type) {
    case "MovieRequested":
    case "RelatedMovieRequested":
      return `${asked(event)}${"person" in event && event.person !== undefined ? `, from ${event.person}` : ""}`
    case "EnrichmentRequested":
      return `wants ${event.level}${event.reason === undefined ? "" : `, because of ${shown(event.reason)}`}`
    case "MovieCreated":
      return `${titled(event)}as ${event.movie}`
    case "MovieEnriched":
      return enriched(event)
    case "EnrichmentFailed":
      return failed(event)
    case "MovieDowngraded":
      return downgraded(event)
    case "MovieRestored":
      return `to ${event.to}, plan ${event.plan}`
    case "MovieQuarantined":
      return `${counted(event.crashes, "crash")}: ${shown(event.reason)}`
    case "MatchNeeded":
      return counted(event.candidates.length, "candidate")
    case "HousekeepingRequested":
      return planned(event)
    case "MovieEdited":
      return edited(event)
    case "MovieMatched":
    case "MoviesMerged":
    case "MovieSplit":
      return identified(event)
    case "FileIgnored":
      return `${shown(event.path)}: ${shown(event.reason)}`
    case "ProviderPurged":
      return `${event.provider}, ${counted(event.movies.length, "movie")}`
    case "SearchRequested":
      return `"${shown(event.query)}"`
    default:
      return subject(event)
  }
}

/** The item of a plan that means this movie. */
export const itemOf = (event: EventOf<"HousekeepingRequested">, movie: string): PlanItem | undefined =>
  event.items?.find((item) => item.movie === movie)
