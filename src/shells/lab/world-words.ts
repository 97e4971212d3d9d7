/** What the lab says of a world in words. Pure. */
import { chartHash } from "../../lab/chart/chart-layout.ts"
import type { LabCommand, News, WorldSettings } from "../../lab/wire/messages.ts"
import { targetWords } from "../../lab/world/do-command.ts"
import type { World } from "../../lab/world/world.ts"
import { faultWords, type WorldFaults } from "../../lab/world/world-faults.ts"
import { counted } from "../terminal/format.ts"

/** What the page compares with the chart that it was built with. */
export const chartName = chartHash()

export const speedWords = (speed: WorldSettings["speed"]): string =>
  speed === null ? "As fast as it goes." : speed === 0 ? "It stands still." : `${speed} virtual seconds a second.`

export const doneWords = (
  command: Exclude<LabCommand, { readonly type: "speed" | "step" | "moment" | "branch" }>,
  value: unknown
): string => {
  switch (command.type) {
    case "fault":
      return command.on ? `From now on ${faultWords[command.fault]}.` : "Mended."
    case "shock":
      return command.shock === "crash"
        ? "Killed, and opened again from its disk."
        : "The clock was put one hour forward."
    case "load":
      return "From now on it is so."
    case "inject":
      return value === 0
        ? `There is no ${targetWords(command.to)}.`
        : `${command.event.type} went to ${counted(value as number, "movie")}.`
  }
}

const tmdbState = (faults: WorldFaults): string => {
  if (faults.has("tmdbDown")) return "away"
  if (faults.has("tmdbLimited")) return "limited"
  return faults.has("tmdbSlow") ? "slow" : "well"
}

export const providersTold = ({ faults, tally }: World): News["providers"] => {
  const calls = tally.calls()
  const wikimedia = faults.has("wikipediaDown") ? "away" : "well"
  return (["tmdb", "images", "wikidata", "wikipedia"] as const).map((name) => ({
    name,
    state: name === "tmdb" || name === "images" ? tmdbState(faults) : wikimedia,
    detail: counted(calls[name], "call")
  }))
}
