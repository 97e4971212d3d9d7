/** How far the providers have moved away from what was recorded: counted by field, bounded in size, as data and as text. */
import type { ProviderName } from "../../services/data-provider.ts"
import { type Difference, jsonDifference } from "./json-difference.ts"
import type { RecordedLine } from "./recorded-line.ts"

export interface FieldDrift {
  readonly provider: ProviderName
  readonly path: string
  /** In so many places of the answers. */
  readonly count: number
  /** It changes all the time and means nothing: popularity, votes, revisions. */
  readonly isVolatile: boolean
  /** The first example. */
  readonly key: string
  readonly before: string | null
  readonly after: string | null
}

export interface DriftReport {
  readonly compared: number
  readonly same: number
  /** Differ only in volatile fields. */
  readonly volatile: number
  readonly changed: number
  /** Most frequent first, the volatile ones last. */
  readonly fields: ReadonlyArray<FieldDrift>
  /** Differences in fields for which there was no room. */
  readonly uncounted: number
}

const fieldsMax = 200
const linesMax = 20
const keyLengthMax = 120

const volatileNames =
  /(?:^|\.)(?:popularity|vote_average|vote_count|imdbRating|imdbVotes|Metascore|Ratings\[\].*|Votes|Value|revision|lastrevid|modified|timestamp|tid|total_results|total_pages)$/

const differences = (before: RecordedLine, after: RecordedLine): ReadonlyArray<Difference> => {
  const own: Array<Difference> = []
  const compare = (path: string, first: string | number, second: string | number) => {
    if (first !== second) own.push({ path, before: String(first), after: String(second) })
  }
  compare("(status)", before.status ?? 200, after.status ?? 200)
  compare("(type)", before.type ?? "application/json", after.type ?? "application/json")
  if (before.body !== undefined && after.body !== undefined) return [...own, ...jsonDifference(before.body, after.body)]
  if (before.base64 !== after.base64) compare("(bytes)", before.base64?.length ?? 0, after.base64?.length ?? -1)
  if (before.base64 !== after.base64 && own.length === 0) own.push({ path: "(bytes)", before: "some", after: "others" })
  return own
}

const byWeight = (a: FieldDrift, b: FieldDrift): number =>
  Number(a.isVolatile) - Number(b.isVolatile) || b.count - a.count || (a.path < b.path ? -1 : 1)

export class Drift {
  readonly #fields = new Map<string, FieldDrift>()
  readonly #answers = { compared: 0, same: 0, volatile: 0, changed: 0, uncounted: 0 }

  /** Notes in what two answers to the same request differ. */
  note(provider: ProviderName, before: RecordedLine, after: RecordedLine): void {
    const found = differences(before, after)
    const isVolatile = found.every(({ path }) => volatileNames.test(path))
    this.#answers.compared += 1
    this.#answers[found.length === 0 ? "same" : isVolatile ? "volatile" : "changed"] += 1
    for (const difference of found) this.#count(provider, after.key, difference)
  }

  #count(provider: ProviderName, key: string, difference: Difference): void {
    const name = `${provider} ${difference.path}`
    const known = this.#fields.get(name)
    if (known === undefined && this.#fields.size >= fieldsMax) {
      this.#answers.uncounted += 1
      return
    }
    const first = {
      ...difference,
      provider,
      key: key.slice(0, keyLengthMax),
      isVolatile: volatileNames.test(difference.path)
    }
    this.#fields.set(name, known === undefined ? { ...first, count: 1 } : { ...known, count: known.count + 1 })
  }

  report(): DriftReport {
    return { ...this.#answers, fields: [...this.#fields.values()].toSorted(byWeight) }
  }
}

const value = (text: string | null): string => text ?? "nothing"

/** The report in a few lines for people. */
export const driftText = (report: DriftReport): string => {
  const { changed, compared, fields, same, uncounted, volatile } = report
  const head = `${compared} answers compared: ${same} the same, ${volatile} with other votes or popularity, ${changed} changed.`
  const lines = fields
    .filter(({ isVolatile }) => !isVolatile)
    .map(
      ({ after, before, count, key, path, provider }) =>
        `  ${provider} ${path}: ${count} times, such as ${value(before)} -> ${value(after)} in ${key}`
    )
  const more = lines.length - linesMax + uncounted
  return [head, ...lines.slice(0, linesMax), ...(more > 0 ? [`  and ${more} more`] : [])].join("\n")
}
