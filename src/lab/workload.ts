/**
 * What people do with a library over months, as timed actions made from one seed. Pure: no clock, no runtime, nothing is
 * asked of anybody; whoever runs it decides what an action means. Lazy, so that a long one costs no memory.
 *
 * The model: films are ranked, and their share of the attention falls with the rank (Zipf). Sessions of several actions come
 * mostly in the evening; somebody who opens a film may open its casting, want everything, or play it, and then go on to
 * another. Fashions change: every month some films swap ranks, so that what was loved is left alone. New films come in
 * near the top. Now and then somebody pins a film or corrects a title.
 */
import type { Hint } from "../domain/event.ts"
import type { Level } from "../domain/level.ts"
import { dayMs, hourMs, secondMs } from "../domain/time.ts"
import { type Dice, makeDice } from "./dice.ts"

export interface WorkloadOptions {
  readonly seed: string
  /** When it begins, epoch milliseconds; the beginning of a day. */
  readonly fromMs: number
  readonly days: number
  /** Known from the beginning, the most wanted first. */
  readonly films: ReadonlyArray<Hint>
  /** Come in one by one, evenly over the time. */
  readonly newFilms: ReadonlyArray<Hint>
  readonly sessionsPerDay: number
  /** 0: all films are wanted alike; 1: the second half as often as the first. */
  readonly skew: number
  /** The share of the films that change their rank with another one every 30 days. */
  readonly fashionShare: number
}

type What =
  | { readonly kind: "look"; readonly film: Hint; readonly level: Level; readonly session: string }
  | { readonly kind: "play" | "pin" | "edit"; readonly film: Hint; readonly session: string }
  | { readonly kind: "discover"; readonly films: ReadonlyArray<Hint> }
  | { readonly kind: "housekeeping" }

/** One thing that happens at a moment (epoch milliseconds). */
export type TimedAction = What & { readonly at: number }

export const housekeepingHour = 4
export const fashionDays = 30
/** New films enter among the first so many. */
export const newRankMax = 20

/** How likely a session begins in each hour of the day, midnight first. */
const hours = [2, 1, 0, 0, 0, 0, 1, 2, 2, 2, 2, 3, 4, 4, 4, 5, 6, 8, 11, 14, 16, 15, 11, 6]

/** What somebody does with a film that is open, and how often. */
const habits = { casting: 0.45, everything: 0.35, play: 0.12, pin: 0.004, edit: 0.003, another: 0.55 }
const filmsPerSessionMax = 6

/** Which of the weights whose running sums these are a draw falls on. */
const pick = (sums: ReadonlyArray<number>, draw: number): number => {
  const target = draw * sums[sums.length - 1]!
  let [low, high] = [0, sums.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sums[middle]! <= target) low = middle + 1
    else high = middle
  }
  return low
}

const sumsOf = (weights: ReadonlyArray<number>): ReadonlyArray<number> => {
  let sum = 0
  return weights.map((weight) => (sum += weight))
}

/** How likely a session begins in each hour, against the busiest. */
export const hourShares: ReadonlyArray<number> = hours.map((weight) => weight / Math.max(...hours))

const hourSums = sumsOf(hours)

/** The films in the order of how much they are wanted now. */
export class Ranking {
  readonly #films: Array<Hint>
  #skew: number
  #sums: ReadonlyArray<number> = []

  constructor(films: ReadonlyArray<Hint>, skew: number) {
    this.#films = [...films]
    this.#skew = skew
    this.#weigh()
  }

  draw(dice: Dice): Hint {
    return this.#films[pick(this.#sums, dice.next())]!
  }

  /** From now on the favourites are preferred so much. */
  prefer(skew: number): void {
    this.#skew = skew
    this.#weigh()
  }

  insert(film: Hint, rank: number): void {
    this.#films.splice(rank, 0, film)
    this.#weigh()
  }

  changeFashion(dice: Dice, share: number): void {
    const swaps = Math.round((this.#films.length * share) / 2)
    for (let swap = 0; swap < swaps; swap++) {
      const [one, other] = [dice.below(this.#films.length), dice.below(this.#films.length)]
      ;[this.#films[one], this.#films[other]] = [this.#films[other]!, this.#films[one]!]
    }
  }

  #weigh(): void {
    this.#sums = sumsOf(this.#films.map((_, rank) => 1 / (rank + 1) ** this.#skew))
  }
}

/** What somebody does who comes at this moment. */
export const session = (dice: Dice, ranking: Ranking, from: number, name: string): ReadonlyArray<TimedAction> => {
  const actions: Array<TimedAction> = []
  let at = from
  const then = (what: What) => {
    actions.push({ ...what, at: Math.round(at) })
    at += dice.between(8 * secondMs, 120 * secondMs)
  }
  for (let count = 0; count < filmsPerSessionMax; count++) {
    const film = ranking.draw(dice)
    then({ kind: "look", film, level: "basic", session: name })
    if (dice.chance(habits.casting)) {
      then({ kind: "look", film, level: "medium", session: name })
      if (dice.chance(habits.everything)) then({ kind: "look", film, level: "deep", session: name })
    }
    if (dice.chance(habits.play)) then({ kind: "play", film, session: name })
    if (dice.chance(habits.pin)) then({ kind: "pin", film, session: name })
    if (dice.chance(habits.edit)) then({ kind: "edit", film, session: name })
    if (!dice.chance(habits.another)) break
  }
  return actions
}

/** So many sessions on average, as they come: some days more, some fewer. */
const sessionsOn = (dice: Dice, average: number): number => {
  let count = 0
  for (let rest = Math.exp(-average), product = dice.next(); product > rest; product *= dice.next()) count++
  return count
}

/** The actions in the order of their time. */
export function* workload(options: WorkloadOptions): Generator<TimedAction> {
  const { days, fashionShare, films, fromMs, newFilms, seed, sessionsPerDay, skew } = options
  const dice = makeDice(`workload ${seed}`)
  const ranking = new Ranking(films, skew)
  let arrived = 0
  for (let day = 0; day < days; day++) {
    const today = fromMs + day * dayMs
    const actions: Array<TimedAction> = [{ kind: "housekeeping", at: today + housekeepingHour * hourMs }]
    if (day > 0 && day % fashionDays === 0) ranking.changeFashion(dice, fashionShare)
    const due = Math.floor(((day + 1) * newFilms.length) / days)
    const coming = newFilms.slice(arrived, due)
    arrived = due
    for (const film of coming) ranking.insert(film, dice.below(newRankMax))
    if (coming.length > 0) actions.push({ kind: "discover", films: coming, at: today + 6 * hourMs })
    for (let count = sessionsOn(dice, sessionsPerDay); count > 0; count--) {
      const begins = today + (pick(hourSums, dice.next()) + dice.next()) * hourMs
      actions.push(...session(dice, ranking, begins, `${day}-${count}`))
    }
    // Late sessions reach into the next day; they are told at its end, and their own order holds.
    yield* actions.filter(({ at }) => at < today + dayMs).toSorted((a, b) => a.at - b.at)
  }
}
