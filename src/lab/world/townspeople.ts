/**
 * The people of the world, who never stop: the habits of workload.ts without an end, and with a load and a skew that can be
 * changed while they live. Pure: from one seed and the moments of the changes the same actions come.
 */
import type { Hint } from "../../domain/event.ts"
import { dayMs, hourMs } from "../../domain/time.ts"
import { type Dice, makeDice } from "../dice.ts"
import {
  fashionDays,
  hourShares,
  housekeepingHour,
  newRankMax,
  Ranking,
  session,
  type TimedAction
} from "../workload.ts"

export interface TownOptions {
  readonly seed: string
  readonly fromMs: number
  /** The most wanted first. */
  readonly films: ReadonlyArray<Hint>
  /** Come in one by one, one every `newFilmEveryMs`. */
  readonly newFilms: ReadonlyArray<Hint>
  readonly actionsPerDay: number
  readonly skew: number
}

/** What a session has on average, by the habits of workload.ts (counted over 100,000 sessions: 3.63). */
const actionsPerSession = 3.6
const averageHourShare = hourShares.reduce((sum, share) => sum + share, 0) / hourShares.length
const fashionShare = 0.1
const newFilmEveryMs = 6 * hourMs

export class Townspeople {
  readonly #dice: Dice
  readonly #ranking: Ranking
  readonly #newFilms: Array<Hint>
  /** What those who are there will do, the next thing first. */
  readonly #coming: Array<TimedAction> = []
  #actionsPerDay: number
  #arrivalAt: number
  #newFilmAt: number
  #day: number
  #sessions = 0

  constructor({ actionsPerDay, films, fromMs, newFilms, seed, skew }: TownOptions) {
    this.#dice = makeDice(`townspeople ${seed}`)
    this.#ranking = new Ranking(films, skew)
    this.#newFilms = [...newFilms]
    this.#actionsPerDay = actionsPerDay
    this.#newFilmAt = fromMs + newFilmEveryMs
    this.#day = Math.floor(fromMs / dayMs)
    this.#arrivalAt = fromMs
    this.#arrivalAt = this.#nextArrival(fromMs)
  }

  /** From `now` on so much is done, and the favourites are preferred so much. */
  change(now: number, { actionsPerDay, skew }: { readonly actionsPerDay?: number; readonly skew?: number }): void {
    if (skew !== undefined) this.#ranking.prefer(skew)
    if (actionsPerDay === undefined) return
    this.#actionsPerDay = actionsPerDay
    this.#arrivalAt = this.#nextArrival(now)
  }

  /** When the next thing happens, epoch milliseconds. */
  get nextAt(): number {
    return Math.min(this.#coming[0]?.at ?? Infinity, this.#arrivalAt, this.#newFilmAt, this.#morning)
  }

  /** What is to be done until now. */
  take(now: number): TimedAction | undefined {
    while (this.nextAt <= now) {
      const at = this.nextAt
      if (this.#coming[0]?.at === at) return this.#coming.shift()
      if (at === this.#morning) return this.#begin(at)
      if (at === this.#newFilmAt) {
        const action = this.#premiere(at)
        if (action !== undefined) return action
      } else this.#arrive(at)
    }
    return undefined
  }

  get #morning(): number {
    return this.#day * dayMs + housekeepingHour * hourMs
  }

  #begin(at: number): TimedAction {
    this.#day += 1
    if (this.#day % fashionDays === 0) this.#ranking.changeFashion(this.#dice, fashionShare)
    return { kind: "housekeeping", at }
  }

  #premiere(at: number): TimedAction | undefined {
    this.#newFilmAt = at + newFilmEveryMs
    const film = this.#newFilms.shift()
    if (film === undefined) {
      this.#newFilmAt = Infinity
      return undefined
    }
    this.#ranking.insert(film, this.#dice.below(newRankMax))
    return { kind: "discover", films: [film], at }
  }

  /** Somebody comes; in a quiet hour most of those who might have come do not. */
  #arrive(at: number): void {
    this.#arrivalAt = this.#nextArrival(at)
    const hour = Math.floor((at % dayMs) / hourMs)
    if (!this.#dice.chance(hourShares[hour]!)) return
    for (const action of session(this.#dice, this.#ranking, at, `s${++this.#sessions}`)) this.#insert(action)
  }

  #insert(action: TimedAction): void {
    let place = this.#coming.length
    while (place > 0 && this.#coming[place - 1]!.at > action.at) place--
    this.#coming.splice(place, 0, action)
  }

  #nextArrival(from: number): number {
    const perDay = this.#actionsPerDay / actionsPerSession / averageHourShare
    if (perDay <= 0) return Infinity
    return from + Math.round((-Math.log(1 - this.#dice.next()) * dayMs) / perDay)
  }
}
