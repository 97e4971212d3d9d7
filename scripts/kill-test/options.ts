/** The command line of the kill test. */
import { join } from "node:path"
import { parseArgs } from "node:util"
import { type BreakName, breakNames } from "./breaks.ts"

export interface KillOptions {
  /** How many kills. */
  readonly rounds: number
  readonly seed: string
  /** Kills in a row on one library, before it is settled and the next one begins. */
  readonly killsPerLibrary: number
  /** The longest life of a child, counted from the open library. */
  readonly lifeMsMax: number
  readonly broken: BreakName | undefined
  readonly json: boolean
  readonly keep: boolean
  readonly fixtures: string
}

export const usage = `node scripts/kill-test.ts [options]
  --rounds 100      how many kills
  --seed kill       all that is random follows from it, but for the moment at which the system acts on a kill
  --per-library 5   kills in a row on one library
  --life 900        the longest life of a process after it has opened the library, in milliseconds
  --break NAME      a deliberate break, to see the test fail: ${breakNames.join(", ")}
  --keep            keep the directories also when all is well
  --json            one JSON object at the end, nothing else`

const countOf = (name: string, text: string): number => {
  const count = Number(text)
  if (Number.isSafeInteger(count) && count > 0) return count
  throw new Error(`--${name} must be a number above 0, not ${text}`)
}

export const optionsOf = (args: ReadonlyArray<string>): KillOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: "100" },
      seed: { type: "string", default: "kill" },
      "per-library": { type: "string", default: "5" },
      life: { type: "string", default: "900" },
      break: { type: "string" },
      keep: { type: "boolean", default: false },
      json: { type: "boolean", default: false }
    }
  })
  const broken = breakNames.find((name) => name === values.break)
  if (values.break !== undefined && broken === undefined) {
    throw new Error(`--break must be one of ${breakNames.join(", ")}, not ${values.break}`)
  }
  return {
    rounds: countOf("rounds", values.rounds),
    seed: values.seed,
    killsPerLibrary: countOf("per-library", values["per-library"]),
    lifeMsMax: countOf("life", values.life),
    broken,
    json: values.json,
    keep: values.keep,
    fixtures: join(import.meta.dirname, "../../fixtures/replay")
  }
}

export const commandOf = ({ rounds, seed, killsPerLibrary, lifeMsMax, broken }: KillOptions): string =>
  [
    `node scripts/kill-test.ts --rounds ${rounds} --seed ${seed} --per-library ${killsPerLibrary} --life ${lifeMsMax}`,
    ...(broken === undefined ? [] : [`--break ${broken}`])
  ].join(" ")
