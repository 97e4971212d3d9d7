/** Which cut or edition of the film a file holds. */
import { markAt, marksBy, type Mark, type NameRule } from "../marks.ts"
import { phrasesOf } from "../phrases.ts"
import type { Name } from "../tokens.ts"

const meaning = (value: string) => ({ kind: "edition" as const, value })

/** The name of an edition, and how it is written. */
const usual = {
  "Director's Cut": "directors cut, director s cut, the directors cut, director cut, dir cut",
  "Director's Edition": "directors edition, the directors edition, director s edition",
  "Extended Director's Cut": "extended directors cut, directors extended cut",
  "Theatrical Cut": "theatrical cut, theatrical version cut, original theatrical cut",
  "Theatrical Version": "theatrical version, theatrical release, original theatrical version",
  "Theatrical Edition": "theatrical edition",
  Theatrical: "theatrical",
  "Extended Cut": "extended cut",
  "Extended Edition": "extended edition, special extended edition",
  "Extended Version": "extended version",
  Extended: "extended",
  "Unrated Cut": "unrated cut, unrated extended cut",
  "Unrated Edition": "unrated edition",
  "Unrated Version": "unrated version",
  "Unrated Director's Cut": "unrated directors cut",
  Unrated: "unrated",
  Uncut: "uncut, uncut edition, uncut version",
  Uncensored: "uncensored",
  "Final Cut": "final cut, the final cut",
  "Ultimate Cut": "ultimate cut",
  "Ultimate Edition": "ultimate edition, the ultimate edition",
  "Special Edition": "special edition, the special edition",
  "Collector's Edition": "collectors edition, collector s edition",
  "Limited Edition": "limited edition",
  "Deluxe Edition": "deluxe edition",
  "Definitive Edition": "definitive edition",
  "Criterion Collection": "criterion collection, the criterion collection",
  "Criterion Edition": "criterion edition",
  Criterion: "criterion",
  Remastered: "remastered, digitally remastered, remaster, remastered edition, remastered version",
  "4K Remastered": "4k remastered, 4k remaster, 4k digitally remastered, remastered 4k",
  Restored: "restored, restored version, restored edition, digitally restored, restoration",
  "4K Restored": "4k restored, 4k restoration",
  "Anniversary Edition": "anniversary edition",
  IMAX: "imax, imax edition, imax enhanced, imax version",
  "Open Matte": "open matte, openmatte, om",
  Redux: "redux",
  Despecialized: "despecialized, despecialized edition",
  "Assembly Cut": "assembly cut",
  "International Cut": "international cut",
  "International Version": "international version",
  "Alternate Cut": "alternate cut, alternative cut",
  "Alternate Ending": "alternate ending",
  "Fan Edit": "fan edit, fanedit",
  Workprint: "workprint, work print, workprint version",
  "Producer's Cut": "producers cut, producer s cut",
  "Roadshow Version": "roadshow version, roadshow edition, roadshow",
  "Version longue": "version longue",
  Langfassung: "langfassung, extended langfassung",
  "Black and White": "black and white edition, black and white version, black and chrome, black and chrome edition"
}

/** Words that are editions only where nothing but tags can stand. */
const zone = {
  "Director's Cut": "dc",
  "Special Edition": "se",
  "Extended Edition": "ee",
  "Black and White": "bw, black and white, b and w",
  Recut: "recut",
  Superbit: "superbit"
}

const phrases = [...phrasesOf("usual", usual, meaning), ...phrasesOf("zone", zone, meaning)]

const ordinal = /^\d{1,3}(?:st|nd|rd|th)$/

/** `25th Anniversary Edition` */
const anniversaryAt = ({ tokens }: Name, at: number): Mark | undefined => {
  const { key, hasDigit } = tokens[at]!
  if (!hasDigit || !ordinal.test(key) || tokens[at + 1]?.key !== "anniversary") return undefined
  const to = tokens[at + 2]?.key === "edition" ? at + 3 : at + 2
  const words = to === at + 3 ? " Anniversary Edition" : " Anniversary"
  return markAt(at, to, "usual", meaning(key + words))
}

/** `{edition-Anything}`: what follows is the edition, as it is written. */
const taggedAt = (name: Name, at: number): Mark | undefined => {
  const { key, group } = name.tokens[at]!
  const bracket = name.groups[group]
  if (key !== "edition" || bracket?.from !== at || bracket.to - at < 2) return undefined
  const text = name.source.slice(name.tokens[at + 1]!.start, name.tokens[bracket.to - 1]!.end)
  return markAt(at, bracket.to, "sure", meaning(text.replaceAll(/[_.]/g, " ")))
}

export const editions: NameRule = {
  name: "editions",
  reason:
    "Editions follow the title. `Final Cut` and `Uncut Gems` are titles because no title would be left before them.",
  find: (name) => marksBy(name, taggedAt, anniversaryAt),
  phrases
}
