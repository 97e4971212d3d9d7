/**
 * Movies that crash: what was sent to them waits here, durably, and is delivered again after a growing pause. A movie that
 * keeps crashing is quarantined until a person replays it. The others go on (RUN-3).
 */
import { type Event } from "../domain/event.ts"
import type { MovieId } from "../domain/identity.ts"
import { minuteMs, secondMs } from "../domain/time.ts"
import type { DeadLetter, Store } from "../services/store.ts"
import type { Drafts } from "./drafts.ts"

export interface SickBaySettings {
  readonly firstPauseMs: number
  readonly pauseMsMax: number
  /** After so many crashes in a row the movie is quarantined. */
  readonly crashesMax: number
  /** The most events that wait for one movie. */
  readonly lettersMax: number
}

export const defaultSickBaySettings: SickBaySettings = {
  firstPauseMs: secondMs,
  pauseMsMax: 10 * minuteMs,
  crashesMax: 5,
  lettersMax: 256
}

interface Patient {
  readonly crashes: number
  readonly retryAt: number | null
  readonly reason: string
  readonly letters: number
  /** Back among the others, but a crash now counts on from the last. */
  readonly onProbation: boolean
}

/** The position of a letter that stands for work in flight, not for an event of the log. */
const workPosition = 0

export class SickBay {
  readonly #settings: SickBaySettings
  readonly #patients = new Map<MovieId, Patient>()
  #overflowed = 0
  #crashes = 0

  constructor(settings: SickBaySettings, letters: ReadonlyArray<DeadLetter>) {
    this.#settings = settings
    this.reset(letters)
  }

  /** Back to what the store holds. */
  reset(letters: ReadonlyArray<DeadLetter>): void {
    this.#patients.clear()
    for (const { movie, crashes, retryAt, reason } of letters) {
      const count = (this.#patients.get(movie)?.letters ?? 0) + 1
      this.#patients.set(movie, { crashes, retryAt, reason, letters: count, onProbation: false })
    }
  }

  get size(): number {
    return this.#patients.size
  }

  get crashes(): number {
    return this.#crashes
  }

  /** Letters that found no room: counted, and visible in the status. */
  get overflowed(): number {
    return this.#overflowed
  }

  /** The movie's entry, if it is too ill to be sent anything. */
  patient(movie: MovieId): Patient | undefined {
    const patient = this.#patients.get(movie)
    return patient?.onProbation === true ? undefined : patient
  }

  due(): ReadonlyArray<{ readonly movie: MovieId; readonly at: number }> {
    return [...this.#patients].flatMap(([movie, { retryAt }]) => (retryAt === null ? [] : [{ movie, at: retryAt }]))
  }

  /** Keeps an event for a movie that is not well; false when there is no room. */
  keep(drafts: Drafts, movie: MovieId, position: number, event: Event): boolean {
    const patient = this.#patients.get(movie)!
    if (patient.letters >= this.#settings.lettersMax) {
      this.#overflowed++
      return false
    }
    this.#patients.set(movie, { ...patient, letters: patient.letters + 1 })
    const { crashes, retryAt, reason } = patient
    drafts.deadLetters.push({ movie, position, event, reason, crashes, retryAt })
    return true
  }

  /** Notes a crash over an event, or over work in flight, and says when to try again (null: quarantined). */
  crashed(drafts: Drafts, movie: MovieId, position: number | undefined, event: Event, reason: string, now: number) {
    this.#crashes++
    const before = this.#patients.get(movie)
    const crashes = (before?.crashes ?? 0) + 1
    const pause = Math.min(this.#settings.firstPauseMs * 2 ** (crashes - 1), this.#settings.pauseMsMax)
    const retryAt = crashes >= this.#settings.crashesMax ? null : now + pause
    this.#patients.set(movie, { crashes, retryAt, reason, letters: (before?.letters ?? 0) + 1, onProbation: false })
    drafts.deadLetters.push({ movie, position: position ?? workPosition, event, reason, crashes, retryAt })
    return { crashes, retryAt }
  }

  /** The movie gets another chance: its letters come out, and are delivered by the caller, oldest first. */
  discharge(drafts: Drafts, store: Store["Service"], movie: MovieId): ReadonlyArray<DeadLetter> {
    const letters = this.#lettersFor(drafts, store, movie)
    for (const { position } of letters) drafts.deadLetters.push({ movie, position, removed: true })
    const patient = this.#patients.get(movie)
    if (patient !== undefined) this.#patients.set(movie, { ...patient, letters: 0, onProbation: true })
    return letters.sort((a, b) => a.position - b.position)
  }

  /** What waits for a movie, with what came in this very batch. */
  #lettersFor(drafts: Drafts, store: Store["Service"], movie: MovieId): Array<DeadLetter> {
    const letters = new Map<number, DeadLetter>()
    for (const letter of [...store.deadLetters(), ...drafts.deadLetters]) {
      if (letter.movie !== movie) continue
      if ("removed" in letter) letters.delete(letter.position)
      else letters.set(letter.position, letter)
    }
    return [...letters.values()]
  }

  /** A person replays a quarantined movie: its pause is over. */
  allow(movie: MovieId, now: number): void {
    const patient = this.#patients.get(movie)
    if (patient !== undefined) this.#patients.set(movie, { ...patient, retryAt: now })
  }

  /** The movie did its work without a crash: its past is forgotten. */
  recovered(movie: MovieId): void {
    this.#patients.delete(movie)
  }
}
