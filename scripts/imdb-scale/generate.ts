/**
 * Data sets in the true format with invented contents: `node scripts/imdb-scale/generate.ts <folder> <rows> <seed>`. The mix of
 * types, the share of unknown cells and of rated titles, and the order of the ids are those of the real ones; every name is made up.
 */
import { once } from "node:events"
import { createWriteStream, renameSync } from "node:fs"
import { join } from "node:path"
import { finished } from "node:stream/promises"
import { createGzip } from "node:zlib"
import { seededRandom } from "../kill-test/seeded-random.ts"

const [folder = ".", rowsText = "1000", seed = "1"] = process.argv.slice(2)
const rows = Number(rowsText)
const random = seededRandom(seed)
const below = (limit: number): number => Math.floor(random.next() * limit)
const pick = <A>(items: ReadonlyArray<A>): A => items[below(items.length)]!

/** In thousandths. */
const types: ReadonlyArray<readonly [string, number]> = [
  ["tvEpisode", 766],
  ["short", 92],
  ["movie", 60],
  ["video", 26],
  ["tvSeries", 24],
  ["tvMovie", 13],
  ["tvMiniSeries", 6],
  ["tvSpecial", 6],
  ["videoGame", 4],
  ["tvShort", 3]
]
const typeOf = types.flatMap(([type, share]) => Array.from({ length: share }, () => type))
const genres = ["Drama", "Comedy", "Documentary", "Talk-Show", "Action", "Romance", "Family", "News", "Crime", "Sci-Fi"]

const syllables = "ka lo mi ren tos ba dul vi sha or en il mar pe qua ty zo ned fur nu har tem gol ri".split(" ")
const foreign = "né für ñu ça ø ł 猫 恋 яр ост дом λόγ".split(" ")
/** One word in twenty is not plain ASCII. */
const invented = (): string => {
  const from = below(20) === 0 ? [...syllables, ...foreign, ...foreign] : syllables
  return Array.from({ length: 2 + below(3) }, () => pick(from)).join("")
}
const words = Array.from({ length: 60_000 }, invented)
const joints = [" ", " ", " ", " ", " ", " ", ": ", "-", " & ", "'s "]

const titleFor = (type: string): string => {
  if (type === "tvEpisode" && below(2) === 0) return `Episode #${1 + below(30)}.${1 + below(400)}`
  const first = pick(words)
  let title = first[0]!.toUpperCase() + first.slice(1)
  for (let more = below(5) || below(3); more > 0; more--) title += pick(joints) + pick(words)
  if (below(4) === 0) title = `The ${title}`
  return below(50) === 0 ? `"${title}" ${pick(words)}` : title
}

const maybe = (share: number, cell: () => string | number): string | number => (random.next() < share ? cell() : "\\N")

const basicsRow = (id: string): string => {
  const type = typeOf[below(typeOf.length)]!
  const title = titleFor(type)
  const original = below(12) === 0 ? titleFor(type) : title
  const year = maybe(0.87, () => 2_026 - Math.floor(110 * random.next() ** 2))
  const runtime = maybe(type === "tvEpisode" ? 0.25 : 0.6, () => 1 + below(180))
  const genre = maybe(0.95, () => [...new Set(Array.from({ length: 1 + below(3) }, () => pick(genres)))].join(","))
  return `${id}\t${type}\t${title}\t${original}\t${below(33) === 0 ? 1 : 0}\t${year}\t\\N\t${runtime}\t${genre}\n`
}

const ratingsRow = (id: string): string => `${id}\t${(1 + random.next() * 9).toFixed(1)}\t${5 + below(10) ** 6}\n`

const packed = (name: string) => {
  const gzip = createGzip({ level: 6 })
  const path = join(folder, name)
  const file = gzip.pipe(createWriteStream(`${path}.part`))
  const write = async (text: string) => {
    if (!gzip.write(text)) await once(gzip, "drain")
  }
  const close = async () => {
    gzip.end()
    await finished(file)
    renameSync(`${path}.part`, path)
  }
  return { write, close }
}

const main = async (): Promise<void> => {
  const basics = packed("title.basics.tsv.gz")
  const ratings = packed("title.ratings.tsv.gz")
  await basics.write(
    "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n"
  )
  await ratings.write("tconst\taverageRating\tnumVotes\n")
  for (let from = 0; from < rows; from += 10_000) {
    const [basic, rated]: [Array<string>, Array<string>] = [[], []]
    for (let row = from; row < Math.min(rows, from + 10_000); row++) {
      const id = `tt${String(row * 4 + 1).padStart(7, "0")}`
      basic.push(basicsRow(id))
      if (below(100) < 13) rated.push(ratingsRow(id))
    }
    await basics.write(basic.join(""))
    await ratings.write(rated.join(""))
  }
  await basics.close()
  await ratings.close()
}

await main()
