/**
 * Radarr: the best source for files that come, move and go. An upgrade is no removal; a file that it only misses is unknown
 * until our own look (SAFE-2). `deletedFiles` is a list in one event and a yes or no in another.
 */
import type { InboundBody } from "../../../domain/event.ts"
import type { Item, Reading, Saying } from "../../../services/inbox/inbox.ts"
import { repeatGapMs } from "../../../services/inbox/occasions.ts"
import { filePath, flag, hasAll, line, list, number, readRow, type Row, wordIn, year } from "../fields.ts"
import { itemOf } from "../item.ts"
import { ignored, listed } from "../playback.ts"
import { mappedPath, type WebhookSettings } from "../webhook-settings.ts"
import type { Format } from "./format.ts"

const table = {
  event: line("eventType"),
  instance: line("instanceName", "applicationUrl"),
  id: line("movie.id"),
  title: line("movie.title"),
  year: year("movie.year"),
  tmdb: line("movie.tmdbId", "remoteMovie.tmdbId"),
  imdb: line("movie.imdbId", "remoteMovie.imdbId"),
  folder: filePath("movie.folderPath"),
  path: filePath("movieFile.path"),
  relativePath: filePath("movieFile.relativePath"),
  sizeBytes: number("movieFile.size"),
  deleteReason: line("deleteReason"),
  hasDeletedFiles: flag("deletedFiles"),
  deletedFiles: list("deletedFiles"),
  renamed: list("renamedMovieFiles")
}

type RadarrRow = Row<typeof table>

const pathIn = filePath("path")
const previousPathIn = filePath("previousPath")

const itemIn = ({ id, imdb, instance = "radarr", title, tmdb, year: made }: RadarrRow): Item =>
  itemOf({ tmdb, imdb, own: id && `radarr/${instance}/${id}`, title, year: made })

const fileIn = ({ folder, path, relativePath }: RadarrRow): string | undefined =>
  path ?? (folder && relativePath && `${folder.replace(/[/\\]+$/, "")}/${relativePath}`)

const said = (key: string, sayings: ReadonlyArray<Saying>, checks: ReadonlyArray<string> = []): Reading => {
  if (sayings.length === 0 && checks.length === 0) return ignored("radarr", "it names no file")
  const occasion = { key: `radarr ${key}`, gapMs: repeatGapMs, phase: "going" } as const
  return { kind: "speaking", source: "radarr", occasion, sayings, checks }
}

type Handler = (row: RadarrRow, at: (path: string) => string) => Reading

const downloaded: Handler = (row, at) => {
  const file = fileIn(row)
  if (file === undefined) return ignored("radarr", "it names no file")
  const { aliases, own } = itemIn(row)
  const { sizeBytes, title, year: made } = row
  const body: InboundBody = {
    type: "VideoFileDetected",
    path: at(file),
    ...(title === undefined ? {} : { title }),
    ...(made === undefined ? {} : { year: made }),
    ...(sizeBytes === undefined || sizeBytes < 0 ? {} : { sizeBytes: Math.trunc(sizeBytes) }),
    ...(aliases.length === 0 ? {} : { aliases: own === null ? aliases : [...aliases, own] })
  }
  // What an upgrade replaced is not asserted to be gone: our own look tells.
  const replaced = (row.deletedFiles ?? []).flatMap((each) => pathIn(each) ?? [])
  return said(`detected ${body.path}`, [{ mark: "detected", body }], replaced.map(at))
}

const removed = (path: string, reason: string): InboundBody => ({
  type: "VideoRemoved",
  path,
  evidence: [{ name: `Radarr deleted the file (${reason})`, value: 1, threshold: 1, unit: "statement" }]
})

const fileDeleted: Handler = (row, at) => {
  const file = fileIn(row)
  const reason = row.deleteReason ?? "no reason given"
  if (file === undefined) return ignored("radarr", "it names no file")
  if (reason === "upgrade") return ignored("radarr", "an upgrade replaces a file; the movie is still there")
  // Radarr says only what it did itself; everything else is its inference.
  if (reason !== "manual" && reason !== "manualOverride") return said(`missing ${file}`, [], [at(file)])
  return said(`removed ${file}`, [{ mark: "removed", body: removed(at(file), reason) }])
}

const movieDeleted: Handler = (row, at) => {
  if (row.hasDeletedFiles !== true) return ignored("radarr", "Radarr forgot the movie and left its files")
  if (row.folder === undefined) return ignored("radarr", "it names no folder")
  const reason = "movie deleted with its files"
  const removedBelow = at(row.folder)
  return said(`deleted ${removedBelow}`, [{ mark: "deleted", about: itemIn(row), removedBelow, reason }])
}

const renamed: Handler = (row, at) => {
  const moves = (row.renamed ?? []).slice(0, 100).flatMap((each): ReadonlyArray<Saying> => {
    const [path, to] = [previousPathIn(each), pathIn(each)]
    if (path === undefined || to === undefined || path === to) return []
    return [{ mark: `${path} > ${to}`, body: { type: "VideoMoved", path: at(path), to: at(to) } }]
  })
  return said(`renamed ${moves.map(({ mark }) => mark).join(" ")}`, moves)
}

const handlers: Readonly<Record<string, Handler>> = {
  Download: downloaded,
  MovieFileDelete: fileDeleted,
  MovieDelete: movieDeleted,
  Rename: renamed,
  MovieAdded: (row) => listed("radarr", itemIn(row))
}

export const radarr: Format = {
  name: "radarr",
  recognises: (payload) => hasAll(payload, "eventType") && !hasAll(payload, "series"),
  read: (payload, { paths }: WebhookSettings) => {
    const row = readRow(table, payload)
    const { event = "no event" } = row
    const handler = wordIn(handlers, event)
    if (handler === undefined) return ignored("radarr", `${event} changes nothing here`)
    return handler(row, (path) => mappedPath(path, paths))
  }
}
