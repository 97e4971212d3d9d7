/**
 * The .nfo beside a video: XML of a media centre, or any text with the address of the film in it. Read in one pass, and
 * never trusted further than ids, title and year. Ids of people and collections inside it are not ids of the film.
 */
import { cleanLine } from "../text.ts"
import { type NameIds, noIds } from "./reading.ts"

export interface NfoFacts {
  readonly ids: NameIds
  readonly title: string | null
  readonly originalTitle: string | null
  readonly year: number | null
  readonly isEpisode: boolean
}

const textLengthMax = 65_536
const elementsMax = 2_000

/** The elements directly below the root, as name, attributes and text. */
interface Element {
  readonly name: string
  readonly attributes: string
  readonly text: string
}

const entity: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&apos;": "'"
}
const unescaped = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|apos);/g, (found) => entity[found] ?? found)

class Reader {
  readonly elements: Array<Element> = []
  root: string | undefined
  #depth = 0
  #open: { readonly name: string; readonly attributes: string; readonly from: number } | undefined

  tag(body: string, from: number, to: number, text: string): void {
    if (body.startsWith("?") || body.startsWith("!")) return
    if (body.startsWith("/")) return this.#close(body.slice(1).trim(), from, text)
    const space = body.search(/[\s/]/)
    const name = (space < 0 ? body : body.slice(0, space)).toLowerCase()
    if (body.endsWith("/")) return
    this.#depth += 1
    if (this.#depth === 1) this.root = name
    if (this.#depth === 2) this.#open = { name, attributes: body.slice(name.length), from: to }
  }

  #close(name: string, from: number, text: string): void {
    if (this.#depth === 2 && this.#open?.name === name.toLowerCase()) {
      const { attributes, from: start } = this.#open
      this.elements.push({ name: this.#open.name, attributes, text: unescaped(text.slice(start, from)).trim() })
    }
    this.#depth = Math.max(0, this.#depth - 1)
  }
}

const readElements = (text: string): Reader => {
  const reader = new Reader()
  let at = text.indexOf("<")
  for (let count = 0; at >= 0 && count < elementsMax * 2; count++) {
    const end = text.indexOf(">", at)
    if (end < 0) break
    reader.tag(text.slice(at + 1, end), at, end + 1, text)
    at = text.indexOf("<", end)
  }
  return reader
}

/** The one value that all finds agree on; a file that names several films names none. */
const only = (finds: ReadonlyArray<string>): string | null => {
  const distinct = new Set(finds)
  return distinct.size === 1 ? [...distinct][0]! : null
}

const allOf = (text: string, pattern: RegExp): ReadonlyArray<string> =>
  Array.from(text.matchAll(pattern), (found) => found[1]!).slice(0, 100)

const addressIds = (text: string): NameIds => {
  const tmdb = only(allOf(text, /themoviedb\.org\/movie\/(\d{1,8})\b/gi))
  const imdb = only(allOf(text, /imdb\.(?:com|de)\/(?:[a-z-]{2,5}\/)?title\/(tt\d{7,9})\b/gi))
  return { tmdb: tmdb === null ? null : Number(tmdb), imdb, tvdb: null }
}

const typeOf = ({ name, attributes }: Element): string => {
  if (name !== "uniqueid") return name
  return /\btype\s{0,9}=\s{0,9}["']([a-z]{1,20})["']/i.exec(attributes)?.[1]?.toLowerCase() ?? ""
}

const firstText = (elements: ReadonlyArray<Element>, types: ReadonlyArray<string>, pattern: RegExp): string | null =>
  elements.find((element) => types.includes(typeOf(element)) && pattern.test(element.text))?.text ?? null

const number = (text: string | null): number | null => (text === null || Number(text) === 0 ? null : Number(text))

/** What an .nfo says of the film beside it. Never fails: what it does not understand it does not say. */
export const readNfo = (content: string): NfoFacts => {
  const text = content.slice(0, textLengthMax)
  const { root, elements } = readElements(text)
  const isXml = root === "movie" || root === "episodedetails" || root === "tvshow"
  const own = isXml ? elements : []
  const addresses = addressIds(text)
  const title = firstText(own, ["title"], /\S/)
  const originalTitle = firstText(own, ["originaltitle"], /\S/)
  const ids: NameIds = {
    tmdb: number(firstText(own, ["tmdb", "tmdbid"], /^\d{1,8}$/)) ?? addresses.tmdb,
    imdb: firstText(own, ["imdb", "imdbid", "imdb_id", "id"], /^tt\d{7,9}$/) ?? addresses.imdb,
    tvdb: number(firstText(own, ["tvdb", "tvdbid"], /^\d{1,8}$/))
  }
  return {
    ids: root === "movie" || !isXml ? ids : noIds,
    title: title === null ? null : (cleanLine(title, 300) ?? null),
    originalTitle: originalTitle === null ? null : (cleanLine(originalTitle, 300) ?? null),
    year: number(firstText(own, ["year"], /^(?:18|19|20)\d\d$/)),
    isEpisode: root === "episodedetails" || root === "tvshow"
  }
}
