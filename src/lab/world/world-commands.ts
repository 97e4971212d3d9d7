/** What can be done to the world from outside. Each is noted with its moment: the seed and this list are the world. */
import type { EventInput } from "../../domain/event.ts"
import type { LabCommand, FaultName, ShockName, Target } from "../wire/messages.ts"
import { faultNames, shockNames } from "../wire/messages.ts"
import type { Request } from "../../services/library.ts"

export type WorldCommand =
  | Extract<LabCommand, { readonly type: "fault" | "shock" | "load" | "inject" }>
  | { readonly type: "publish"; readonly events: ReadonlyArray<EventInput> }
  | { readonly type: "ask"; readonly request: Request; readonly wait: boolean }
  | { readonly type: "plan" }
  | { readonly type: "apply"; readonly plan: string; readonly confirm: boolean }
  | { readonly type: "undo"; readonly plan: string }

export interface NotedCommand {
  /** Milliseconds after the world began. */
  readonly after: number
  readonly command: WorldCommand
}

const types: ReadonlySet<string> = new Set([
  "fault",
  "shock",
  "load",
  "inject",
  "publish",
  "ask",
  "plan",
  "apply",
  "undo"
])

/** The list as one line of text, for a command line. */
export const commandsText = (commands: ReadonlyArray<NotedCommand>): string =>
  JSON.stringify(commands.map(({ after, command }) => [after, command]))

const isNoted = (item: unknown): item is readonly [number, WorldCommand] => {
  if (!Array.isArray(item) || item.length !== 2) return false
  const [after, command] = item as ReadonlyArray<unknown>
  const { type } = (command ?? {}) as { readonly type?: unknown }
  return typeof after === "number" && Number.isFinite(after) && after >= 0 && types.has(String(type))
}

/** The inverse of commandsText; a sentence when the text is no such list. */
export const commandsIn = (text: string): ReadonlyArray<NotedCommand> | string => {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    return "it is not JSON"
  }
  if (!Array.isArray(list)) return "it is not a list of [milliseconds, command]"
  const wrong = list.findIndex((item) => !isNoted(item))
  if (wrong >= 0) return `item ${wrong + 1} is not [milliseconds, command]`
  const noted = (list as ReadonlyArray<readonly [number, WorldCommand]>).map(([after, command]) => ({ after, command }))
  const late = noted.findIndex(({ after }, place) => place > 0 && after < noted[place - 1]!.after)
  return late < 0 ? noted : `item ${late + 1} is earlier than the one before it`
}

const isOneOf = <T extends string>(names: ReadonlyArray<T>, name: unknown): name is T => names.includes(name as T)

const isTarget = (to: unknown): to is Target => {
  const { movie, sample, state } = (to ?? {}) as Record<string, unknown>
  return (
    typeof movie === "string" || typeof movie === "number" || typeof state === "string" || typeof sample === "number"
  )
}

const isShare = (value: unknown, max: number): boolean =>
  value === undefined || (typeof value === "number" && value >= 0 && value <= max)

const loadMax = { actionsPerDay: 20_000_000, skew: 3, imageBytesMax: 1e12 }

type Fields = Readonly<Record<string, unknown>>

const readers: Readonly<Record<LabCommand["type"], (fields: Fields) => LabCommand | string>> = {
  speed: ({ speed }) => {
    const isSpeed = speed === null || (typeof speed === "number" && speed >= 0 && speed <= 1e6)
    return isSpeed ? { type: "speed", speed: speed as number | null } : "a speed is 0 or more, or null"
  },
  step: () => ({ type: "step" }),
  fault: ({ fault, on }) => {
    if (!isOneOf<FaultName>(faultNames, fault)) return `a fault is one of ${faultNames.join(", ")}`
    return typeof on === "boolean" ? { type: "fault", fault, on } : "`on` is true or false"
  },
  shock: ({ shock }) =>
    isOneOf<ShockName>(shockNames, shock) ? { type: "shock", shock } : `a shock is one of ${shockNames.join(", ")}`,
  load: (fields) => {
    const wrong = Object.entries(loadMax).find(([name, max]) => !isShare(fields[name], max))
    return wrong === undefined ? (fields as unknown as LabCommand) : `${wrong[0]} is a number from 0 to ${wrong[1]}`
  },
  inject: (fields) => {
    const event = (fields["event"] ?? {}) as { readonly type?: unknown }
    if (typeof event.type !== "string") return "`event` has a type"
    return isTarget(fields["to"]) ? (fields as unknown as LabCommand) : "`to` is a movie, a state or a sample"
  },
  moment: ({ position }) => (typeof position === "number" ? { type: "moment", position } : "a moment has a position"),
  branch: ({ policy, position }) =>
    typeof position === "number" && typeof policy === "string"
      ? { type: "branch", position, policy }
      : "a branch has a position and a policy"
}

/** A command of the page, or a sentence that says what is wrong with it. */
export const labCommandIn = (value: unknown): LabCommand | string => {
  const fields = (typeof value === "object" && value !== null ? value : {}) as Fields
  const type = String(fields["type"])
  if (!Object.hasOwn(readers, type)) return `\`type\` is one of ${Object.keys(readers).join(", ")}`
  return readers[type as LabCommand["type"]](fields)
}
