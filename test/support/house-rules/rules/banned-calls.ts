/**
 * One clock, one source of randomness, both replaceable (RUN-2): a single hidden Date.now makes a run that cannot be
 * reproduced. And nothing below the shells speaks to a person or reads the environment behind the caller's back.
 */
import { codeBelow, type SourceFile } from "../project.ts"
import { at, type Rule } from "../rule.ts"
import { nameOf, walk, type Node, type Visit } from "../syntax.ts"

type Banned = Readonly<Record<string, string>>

const unrepeatable: Banned = {
  "Date.now": "take the time from Clock",
  "Math.random": "take it from Random",
  "performance.now": "take the time from Clock",
  "crypto.randomUUID": "make ids from Random or from a counter",
  randomUUID: "make ids from Random or from a counter",
  randomBytes: "take it from Random",
  randomInt: "take it from Random"
}
const console: Banned = { console: "log through Effect; only shells print" }
const inner: Banned = {
  ...unrepeatable,
  ...console,
  Date: "take the time from Clock, and format it with DateTime",
  setTimeout: "sleep with Effect",
  setInterval: "repeat with a Schedule",
  setImmediate: "yield with Effect.yieldNow",
  queueMicrotask: "yield with Effect.yieldNow",
  "process.env": "take settings as parameters; shells read the environment"
}
const outer: Banned = { ...unrepeatable, ...console, "new Date()": "take the time from Clock" }

const innerRooms = ["src/domain", "src/machines", "src/actors", "src/services"]
const isClock = (file: SourceFile): boolean => /(?:^|[/-])clocks?\.ts$/.test(file.path)

/** `Date.now` for a member, undefined for anything longer or computed. */
const memberName = (node: Node): string | undefined => {
  if (node.type !== "MemberExpression" || node["computed"] === true) return undefined
  const [object, property] = [nameOf(node["object"]), nameOf(node["property"])]
  if (object === "globalThis") return property
  return object === undefined || property === undefined ? undefined : `${object}.${property}`
}

/** The key of `{ setTimeout: ... }`, the right side of `clock.setTimeout` and a type name mean no global. */
const isOnlyAName = ({ parent, key }: Visit): boolean =>
  (key === "property" && parent?.type === "MemberExpression") ||
  (key === "key" && parent?.["shorthand"] !== true) ||
  parent?.type.startsWith("TS") === true

const nameUsed = (visit: Visit): string | undefined => {
  const { node } = visit
  if (node.type === "NewExpression" && nameOf(node["callee"]) === "Date") {
    return (node["arguments"] as ReadonlyArray<unknown>).length === 0 ? "new Date()" : undefined
  }
  const name = nameOf(node)
  return name !== undefined && !isOnlyAName(visit) ? name : memberName(node)
}

const breachesOf = (file: SourceFile, banned: Banned): ReadonlyArray<string> =>
  [...walk(file.syntax())].flatMap((visit) => {
    const name = nameUsed(visit)
    if (name === undefined || !Object.hasOwn(banned, name)) return []
    return [at(file, file.lineAt(visit.node.start), `uses ${name}: ${banned[name]}`)]
  })

export const bannedCalls: Rule = {
  law: "time and chance come only from Clock and Random, and only shells print or read the environment",
  breaches: (project) => [
    ...codeBelow(project, ...innerRooms).flatMap((file) => breachesOf(file, inner)),
    ...codeBelow(project, "src/infra")
      .filter((file) => !isClock(file))
      .flatMap((file) => breachesOf(file, outer))
  ],
  caught: {
    "the time of the machine": { "src/services/a.ts": `export const a = Date.now()` },
    "the time, taken without a call": { "src/actors/a.ts": `const now = Date.now` },
    "a date": { "src/domain/a.ts": `const a = new Date(0)` },
    "a dice": { "src/machines/a.ts": `const a = Math.random()` },
    "a dice in infra": { "src/infra/a.ts": `const a = Math.random()` },
    "the date of today in infra": { "src/infra/a.ts": `const a = new Date()` },
    "a timer": { "src/actors/a.ts": `setTimeout(() => {}, 1)` },
    "a timer by its long name": { "src/actors/a.ts": `globalThis.setInterval(() => {}, 1)` },
    "a timer handed on": { "src/actors/a.ts": `const clock = { setTimeout }` },
    "a stopwatch": { "src/services/a.ts": `const a = performance.now()` },
    "an id from nowhere": { "src/services/a.ts": `import { randomUUID } from "node:crypto"` },
    "a word to the person": { "src/services/a.ts": `console.log("hello")` },
    "a hidden setting": { "src/services/a.ts": `const a = process.env["KEY"]` }
  },
  passed: {
    "a clock of one's own": { "src/actors/a.ts": `const clock = { setTimeout: sleep }; clock.setTimeout(1)` },
    "a type and a schema": { "src/services/a.ts": `const a = (b: Date) => Schema.Date` },
    "the one place where time comes in": { "src/infra/wall-clock.ts": `const a = Date.now()` },
    "a comment and a text": { "src/domain/a.ts": `// not Date.now()\nconst a = "Math.random()"` },
    "a known date in infra": { "src/infra/a.ts": `const a = (at: number) => new Date(at).toISOString()` },
    "a shell prints": { "src/shells/cli/a.ts": `console.log(process.env["HOME"])` }
  }
}
