/** Plans on disk, beside the library they are for: what a person reviewed is what is applied later, byte for byte (SAFE-3). */
import { Effect, Schema } from "effect"
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { PlanItem } from "../../domain/event.ts"
import type { Plan } from "../../services/housekeeping/plan.ts"
import { hashOf } from "../../services/housekeeping/plan-hash.ts"
import { CommandFailed } from "./failures.ts"

/** The newest so many are kept. */
const plansMax = 20

const folder = (library: string): string => `${library}/plans`
const fileOf = (library: string, hash: string): string => `${folder(library)}/${hash}.json`
const appliedFileOf = (library: string, hash: string): string => `${folder(library)}/${hash}.applied.json`

const isHash = (text: string): boolean => /^[0-9a-f]{16}$/.test(text)
const decodeItems = Schema.decodeUnknownSync(Schema.Array(PlanItem))

const tried = <A>(run: () => A) =>
  Effect.try({
    try: run,
    catch: (cause) => new CommandFailed({ detail: `The plan could not be kept: ${String(cause)}` })
  })

const prune = (library: string): void => {
  const files = readdirSync(folder(library)).map((name) => `${folder(library)}/${name}`)
  const old = files.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs || (a < b ? -1 : 1)).slice(plansMax)
  for (const file of old) rmSync(file)
}

/** Keeps a plan for review. */
export const savePlan = (library: string, plan: Plan) =>
  tried(() => {
    mkdirSync(folder(library), { recursive: true })
    writeFileSync(fileOf(library, plan.hash), `${JSON.stringify(plan, null, 2)}\n`)
    prune(library)
  })

const parsed = (text: string): Plan | undefined => {
  try {
    const plan = JSON.parse(text) as Plan
    const { hash, ...data } = plan
    decodeItems(plan.items)
    return hashOf(data) === hash ? plan : undefined
  } catch {
    return undefined
  }
}

/** The plan of this hash, unchanged since it was made. */
export const loadPlan = (library: string, hash: string): Effect.Effect<Plan, CommandFailed> =>
  Effect.suspend(() => {
    const refuse = (detail: string) => new CommandFailed({ detail })
    if (!isHash(hash)) return refuse(`"${hash.slice(0, 40)}" is no name of a plan: it has 16 digits.`)
    if (existsSync(appliedFileOf(library, hash))) return refuse(`The plan ${hash} was applied before. Make a new plan.`)
    const file = fileOf(library, hash)
    if (!existsSync(file)) return refuse(`There is no plan ${hash}. Make one with \`reelstate housekeep\`.`)
    const plan = parsed(readFileSync(file, "utf8"))
    return plan === undefined
      ? refuse(`The plan ${file} was changed after it was made. Make a new plan.`)
      : Effect.succeed(plan)
  })

export const markApplied = (library: string, hash: string) =>
  tried(() => renameSync(fileOf(library, hash), appliedFileOf(library, hash)))
