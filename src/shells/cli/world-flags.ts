/** What can be said of a world on a command line: whatever `copy moment` prints, these flags take. */
import { Option } from "effect"
import { Flag } from "effect/cli"
import { readFileSync } from "node:fs"
import type { Speed } from "../../lab/wire/messages.ts"
import { defaultPolicy, policies } from "../../lab/world/policies.ts"
import { commandsIn, type NotedCommand } from "../../lab/world/world-commands.ts"

/** The list itself, or `@file` that holds it. */
const commandsOf = (text: string): ReadonlyArray<NotedCommand> | string => {
  if (!text.startsWith("@")) return commandsIn(text)
  try {
    return commandsIn(readFileSync(text.slice(1), "utf8"))
  } catch {
    return `${text.slice(1)} cannot be read`
  }
}

const speedOf = (text: string): Speed | undefined => {
  if (text === "max") return null
  const speed = Number(text)
  return text !== "" && speed >= 0 && speed <= 1e6 ? speed : undefined
}

const number = (name: string, description: string, fallback: number, max: number) =>
  Flag.Finite(name).pipe(
    Flag.withDescription(description),
    Flag.filter(
      (value) => value >= 0 && value <= max,
      (value) => `0 to ${max}, not ${value}`
    ),
    Flag.withDefault(fallback)
  )

export const portFlag = (fallback: number) =>
  Flag.Int("port").pipe(
    Flag.withDescription("The port; 0 takes any that is free"),
    Flag.filter(
      (port) => port >= 0 && port <= 65_535,
      (port) => `ports are 0 to 65535, not ${port}`
    ),
    Flag.withDefault(fallback)
  )

export const worldFlags = {
  movies: number("movies", "How many movies the world begins with", 10_000, 100_000),
  load: number("load", "What people do in a day of the world, in actions", 6_000, 20_000_000),
  skew: number("skew", "How much more the favourites are asked for than the rest: the exponent of the ranks", 1, 3),
  policy: Flag.String("policy").pipe(
    Flag.withDescription(`What the world forgets by: ${Object.keys(policies).join(", ")}`),
    Flag.filter(
      (name) => policies[name] !== undefined,
      (name) => `there is no policy ${name}: take one of ${Object.keys(policies).join(", ")}`
    ),
    Flag.withDefault(defaultPolicy)
  ),
  speed: Flag.String("speed").pipe(
    Flag.withDescription("How many virtual seconds pass in a second, or max"),
    Flag.filterMap(
      (text) => Option.fromUndefinedOr(speedOf(text)),
      (text) => `a number from 0 to 1000000, or max, not ${text}`
    ),
    Flag.withDefault(3_600 as Speed)
  ),
  at: number(
    "at",
    "Stand still so many milliseconds after the world's beginning; with --once, end there",
    -1,
    1e13
  ).pipe(Flag.map((at) => (at < 0 ? null : at))),
  commands: Flag.String("commands").pipe(
    Flag.withDescription("What is done to the world and when, as `copy moment` prints it, or @file"),
    Flag.filterMap(
      (text) => {
        const commands = commandsOf(text)
        return typeof commands === "string" ? Option.none() : Option.some(commands)
      },
      (text) => {
        const wrong = commandsOf(text)
        return typeof wrong === "string" ? `this is no list of commands: ${wrong}` : "it changed while it was read"
      }
    ),
    Flag.withDefault([] as ReadonlyArray<NotedCommand>)
  )
}
