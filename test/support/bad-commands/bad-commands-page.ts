/** Runs every bad command, and writes down what each said; with what the HTTP server says to bad requests, one page. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { fileURLToPath } from "node:url"
import { createLibrary } from "../../../src/shells/embedding/create-library.ts"
import { type BadInput, badInputs } from "../../shells/http/bad-input.ts"
import { badCommands } from "./bad-commands.ts"
import { runInProcess, type Said } from "./run-in-process.ts"

export interface Tried {
  readonly command: string
  readonly code: number
  readonly said: string
}

const fixtures = fileURLToPath(new URL("../../../fixtures/replay", import.meta.url))

const places = async (root: string) => {
  const [library, empty, files] = [`${root}/library`, `${root}/empty`, `${root}/files`]
  for (const directory of [empty, files]) mkdirSync(directory)
  writeFileSync(`${files}/plain.txt`, "no film\nat all\n")
  writeFileSync(`${files}/broken.json`, "{")
  writeFileSync(`${files}/films.csv`, "title,year\nUp,2009\n")
  const opened = await createLibrary({ directory: library, fixtures })
  await opened.requestAndWait({ movie: "tmdb:13", level: "basic" })
  await opened.close()
  return { LIBRARY: library, EMPTY: empty, FILES: files }
}

/** What sources are used is told by every command that changes something, whatever comes of it. */
const notice = /^Everything replays .*$/gm

/** Of help and error only the error; nothing that is different in another place or on another day. */
const inShort = ({ answer, errors }: Said, names: Readonly<Record<string, string>>, root: string): string => {
  const complaint = errors.replace(/^[\s\S]*?ERRORS?\n/, "").replaceAll(notice, "")
  // Some answer with a report of what could not be done.
  const report = answer.includes("USAGE") ? "its help" : answer
  let told = complaint.trim() === "" ? report : complaint
  for (const [name, path] of Object.entries(names)) told = told.replaceAll(path, name)
  return told
    .replaceAll(root, "")
    .replaceAll(/m_[0-9a-z]{10}/g, (id) => (id === "m_0123456789" ? id : "m_..."))
    .replaceAll(/\s+/g, " ")
    .trim()
}

export const tryBadCommands = async (): Promise<ReadonlyArray<Tried>> => {
  const root = mkdtempSync(`${tmpdir()}/reelstate-bad-`)
  const { env } = process
  // Nothing that somebody has set makes a bad command a good one.
  process.env = Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:REELSTATE|TMDB|OMDB)_/.test(name)))
  try {
    const names: Record<string, string> = await places(root)
    const tried: Array<Tried> = []
    for (const command of Object.values(badCommands).flat()) {
      const args = command.split(" ").map((word) => word.replace(/^(?:LIBRARY|EMPTY|FILES)/, (name) => names[name]!))
      const said = await runInProcess(args)
      tried.push({ command, code: said.code, said: inShort(said, names, root) })
    }
    return tried
  } finally {
    process.env = env
    rmSync(root, { recursive: true, force: true })
  }
}

const lengthMax = 300
const cell = (text: string): string => {
  const short = text.length <= lengthMax ? text : `${text.slice(0, lengthMax)}…`
  return short.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("*", "\\*")
}
const code = (text: string): string => {
  const short = text.length <= 100 ? text : `${text.slice(0, 60)}… (${text.length} characters)`
  return `\`${short.replaceAll("|", "\\|").replaceAll("`", "'")}\``
}

const bodyOf = ({ body }: BadInput): string => {
  if (body === undefined) return ""
  if (body instanceof Uint8Array) return `${body.length} bytes that are no text`
  const text = typeof body === "string" ? body : JSON.stringify(body)
  return text === "" ? "nothing" : code(text)
}
const headersOf = ({ headers = {} }: BadInput): string =>
  Object.entries(headers)
    .filter(([name, value]) => !(name === "content-type" && value === "application/json"))
    .map(([name, value]) => code(`${name}: ${value}`))
    .join(", ")

const requestRow = (row: BadInput): string => {
  const sent = [bodyOf(row), headersOf(row)].filter((part) => part !== "").join(" with ")
  const address = code(`${row.method ?? "GET"} ${row.path}`)
  return `| ${address} | ${sent} | ${row.status} \`${row.kind}\` | ${cell(row.says ?? "")} |`
}

/** The text of docs/bad-commands.md. Pure. */
export const badCommandsPage = (tried: ReadonlyArray<Tried>): string =>
  [
    "# Bad commands and bad requests",
    "",
    "What was tried, and what it said. Made by `node scripts/bad-commands.ts`; a test runs all of it and compares. LIBRARY is a",
    "library, EMPTY an empty directory, FILES a directory with other files in it.",
    "",
    "## Commands",
    "",
    "| `reelstate ...` | exit code | what it said |",
    "| --- | --- | --- |",
    ...tried.map((row) => `| ${code(row.command)} | ${row.code} | ${cell(row.said)} |`),
    "",
    "## Requests",
    "",
    "The answer is a problem document with the kind in its `type`, what is wrong with this request, and what to do.",
    "",
    "| request | with | answer | words in it |",
    "| --- | --- | --- | --- |",
    ...badInputs.map(requestRow),
    ""
  ].join("\n")
