/** Names read a second, against the fastest parser on npm in the same rounds; and the worst path of ten thousand characters. */
import { parseTorrentTitle } from "@viren070/parse-torrent-title"
import { readPath } from "../src/domain/naming/read-path.ts"
import { adversarialPaths } from "../test/domain/naming/adversarial.ts"
import { casesOf } from "../test/domain/naming/corpus.ts"
import { type Bench, interleaved, median, pairedRatio, seeded, timed } from "./support/harness.ts"

const letters = "abcdefghijklmnoprstuvwz"

/** The names of the corpus with an invented word in each, so that no name comes twice and no cache helps. */
const distinctPaths = (count: number): ReadonlyArray<string> => {
  const random = seeded(5)
  const known = [...casesOf("development").values(), ...casesOf("held-out").values()].flat().map(({ path }) => path)
  const invented = () => Array.from({ length: 6 }, () => letters[Math.floor(random() * letters.length)]).join("")
  return Array.from({ length: count }, (_, index) => {
    const word = invented()
    return known[index % known.length]!.replace(/[A-Za-z]{4,}(?=[^/\\]*$)/, (first) => first[0] + word)
  })
}

const baseName = (path: string): string => path.split(/[\\/]/).at(-1)!

const worst = async (rounds: number) => {
  let [slowestMs, slowest] = [0, ""]
  for (const path of adversarialPaths()) {
    const times: Array<number> = []
    for (let round = 0; round < rounds; round++) times.push(await timed(() => readPath(path)))
    if (median(times) > slowestMs) [slowestMs, slowest] = [median(times), path]
  }
  return { slowestMs, slowest }
}

export const namingBench: Bench = {
  name: "naming",
  about: "names read a second against the npm parser, and the slowest path of 10,000 characters",
  run: async ({ smoke }) => {
    const paths = distinctPaths(smoke ? 600 : 12_000)
    const names = paths.map(baseName)
    const [ours, whole, theirs] = await interleaved(
      smoke ? 2 : 9,
      () => names.forEach((name) => readPath(name)),
      () => paths.forEach((path) => readPath(path)),
      () => names.forEach((name) => parseTorrentTitle(name))
    )
    const rate = (ms: number) => (names.length / ms) * 1_000
    const baseline = { name: "@viren070/parse-torrent-title", value: rate(theirs!.medianMs) }
    const ratio = pairedRatio(theirs!.all, ours!.all)
    const { slowestMs, slowest } = await worst(smoke ? 3 : 7)
    return [
      {
        name: "names",
        value: rate(ours!.medianMs),
        unit: "a second",
        baseline,
        ratio,
        aim: "no slower",
        reached: ratio >= 1
      },
      {
        name: "whole paths, against names there",
        value: rate(whole!.medianMs),
        unit: "a second",
        baseline,
        ratio: pairedRatio(theirs!.all, whole!.all)
      },
      {
        name: "slowest path of 10,000 characters, median",
        value: slowestMs,
        unit: "ms",
        aim: "at most 10 ms",
        reached: slowestMs <= 10,
        note: `it begins with ${JSON.stringify(slowest.slice(0, 24))}`
      }
    ]
  }
}
