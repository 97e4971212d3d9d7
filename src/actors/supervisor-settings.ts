/** What can be set about the supervision of movies. */
import { minuteMs } from "../domain/time.ts"
import { type MovieMachine, movieMachine } from "../machines/movie-machine.ts"
import { defaultStatisticsSettings } from "../services/statistics/use.ts"
import { defaultSickBaySettings, type SickBaySettings } from "./sick-bay.ts"

export interface SupervisorSettings {
  /** The most movies in memory; movies at work come on top, at most `enrichmentsMax`. */
  readonly residentsMax: number
  /** A movie that was not spoken to for so long leaves memory. */
  readonly idleMs: number
  /** The most enrichments in flight at once. */
  readonly enrichmentsMax: number
  /** The most deadlines that one turn works off. */
  readonly deadlinesPerTurn: number
  readonly sickBay: SickBaySettings
  readonly machine: MovieMachine
  /** As StatisticsSettings.halfLifeMs: the statistics of movies that become one are put together by it. */
  readonly halfLifeMs: number
}

export const defaultSupervisorSettings: SupervisorSettings = {
  residentsMax: 2_000,
  idleMs: 15 * minuteMs,
  enrichmentsMax: 32,
  deadlinesPerTurn: 256,
  sickBay: defaultSickBaySettings,
  machine: movieMachine,
  halfLifeMs: defaultStatisticsSettings.halfLifeMs
}
