/** What the detection of a video says of its film: what whoever detected it says, else what its path and .nfo say. Pure. */
import type { EventOf, Hint } from "../../domain/event.ts"
import { aliasOf } from "../../domain/identity.ts"
import type { VideoFile } from "../../domain/movie.ts"
import { cleanLine } from "../../domain/text.ts"
import { dayMs } from "../../domain/time.ts"
import type { NameReading } from "../../domain/naming/reading.ts"
import { latestYearDefault } from "../../domain/naming/years.ts"
import { evidenceOfPath, type PathEvidence } from "./evidence-of-path.ts"

type Detected = Pick<
  EventOf<"VideoFileDetected">,
  "path" | "at" | "root" | "nfo" | "title" | "year" | "aliases" | "edition" | "part"
>

const yearMs = 365.2425 * dayMs
/** A clock that is behind must not make films impossible. Films are announced some years ahead. */
const yearsAhead = 6

const yearAt = (at: number): number => 1970 + Math.floor(at / yearMs)

/** What the path says, as of the moment of the detection: the same at every replay. */
const readingOf = ({ at, nfo, path, root }: Detected): PathEvidence =>
  evidenceOfPath(path, {
    latestYear: Math.max(latestYearDefault, yearAt(at) + yearsAhead),
    ...(root !== undefined && { root }),
    ...(nfo !== undefined && { nfo })
  })

const saysItself = ({ aliases, title }: Detected): boolean => title !== undefined || (aliases ?? []).length > 0

/** Why the file is no film of its own, or undefined. Who says what a file is, is believed. */
export const ignoredBecause = (event: Detected) => {
  if (saysItself(event)) return undefined
  const { kind, ...best } = readingOf(event).best
  if (kind === "extra")
    return { kind, reason: `by its name it is an extra (${best.extra ?? "other"})${of(best)}` } as const
  return kind === "episode"
    ? ({ kind, reason: `by its name it is an episode of a series${of(best)}` } as const)
    : undefined
}

const of = ({ title }: Pick<NameReading, "title">): string =>
  title === null ? "" : ` of ${cleanLine(title, 200) ?? "?"}`

export const fileHint = (event: Detected): Hint => {
  const file = aliasOf("file", event.path)
  const { aliases = [], title, year } = saysItself(event) ? event : readNames(event)
  return {
    movie: aliases[0] ?? file,
    ...(title !== undefined && { title }),
    ...(year !== undefined && { year }),
    aliases: [file, ...aliases]
  }
}

const readNames = (event: Detected): Pick<Hint, "aliases" | "title" | "year"> => {
  const { aliases = [], best } = readingOf(event)
  if (best.kind === "extra" || best.kind === "episode") return {}
  const title = best.title === null ? undefined : cleanLine(best.title, 300)
  return { aliases, ...(title !== undefined && { title }), ...(best.year !== null && { year: best.year }) }
}

/** The file of a detection, with its edition and part when somebody says them or its name does. */
export const videoFile = (event: EventOf<"VideoFileDetected">): VideoFile => {
  const { fingerprint = null, path, runtimeSeconds, sizeBytes = null } = event
  const best = event.edition === undefined && event.part === undefined ? readingOf(event).best : undefined
  const edition = event.edition ?? best?.edition ?? undefined
  const part = event.part ?? best?.part ?? undefined
  return {
    path,
    sizeBytes,
    fingerprint,
    missingSince: null,
    ...(edition !== undefined && { edition }),
    ...(part !== undefined && { part }),
    ...(runtimeSeconds !== undefined && { runtimeSeconds })
  }
}
