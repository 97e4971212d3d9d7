/** The command line that brings a world about again: its seed, what was done to it and when, and where it stands still. */
import { type WorldOptions, worldFrom } from "../../lab/world/world.ts"
import { commandsText, type NotedCommand } from "../../lab/world/world-commands.ts"

export type Reproduced = Pick<WorldOptions, "seed" | "movies" | "actionsPerDay" | "skew" | "policy">

/** For a shell: in single quotes, with those inside taken out of them. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** A flag per setting, in the words of `reelstate start`. */
export const reproducing = (
  { actionsPerDay, movies, policy, seed, skew }: Reproduced,
  commands: ReadonlyArray<NotedCommand>,
  at: number
): string =>
  [
    "reelstate start",
    `--seed ${quoted(seed)}`,
    `--movies ${movies}`,
    `--load ${actionsPerDay}`,
    `--skew ${skew}`,
    `--policy ${quoted(policy)}`,
    `--at ${at - worldFrom}`,
    ...(commands.length === 0 ? [] : [`--commands ${quoted(commandsText(commands))}`])
  ].join(" ")
