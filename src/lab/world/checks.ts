/**
 * Looks at the world while it lives, and says which of its promises hold: some movies a second, one after the other, by the
 * words that tests judge by; and now and then whether the journal alone tells the same.
 */
import { Effect } from "effect"
import { hourMs } from "../../domain/time.ts"
import { recordBreaches } from "../../machines/record-invariants.ts"
import type { Store } from "../../services/store.ts"
import { momentInJournal } from "../feed/journal-moment.ts"
import { leafOfLifecycle } from "../feed/leaves.ts"
import type { Population } from "../feed/population.ts"
import { goneLeaf } from "../wire/frame.ts"
import type { InvariantTold } from "../wire/messages.ts"

export interface CheckedWorld {
  readonly now: () => number
  readonly store: () => Store["Service"] | undefined
  readonly population: Population
  readonly bytesBudget: () => number
  readonly journal: string
}

const moviesPerSecond = 20
/** Births that are durable are told a moment later, and thousands at once a few seconds. */
const unlikeSecondsMax = 20
/** Housekeeping comes every morning; who is over budget for longer is not looked after. */
const overBudgetMsMax = 30 * hourMs
/** Reading a longer journal again and again would cost more than it tells. */
const journalBytesMax = 256e6
const replayEverySeconds = 120

const sentences: Readonly<Record<string, string>> = {
  "LIFE-1": "every movie is in one state, with what belongs to it",
  "LIFE-3": "what was asked for is wanted until it is known, or says when it is tried again",
  "LIFE-8": "every field knows its source and its age, and nothing is kept past its terms",
  "LIFE-10": "every deadline is a moment",
  COUNTS: "the counts on screen are those of the library",
  BYTES: "pictures are back in their budget within a day",
  "STORE-3": "the journal alone tells where every movie is"
}

export class Checks {
  readonly #world: CheckedWorld
  readonly #told = new Map<string, { checked: number; breaches: number; detail: string | null }>()
  #next = 0
  #overSince: number | null = null
  #unlikeSeconds = 0
  #seconds = 0
  #isReplaying = false

  constructor(world: CheckedWorld) {
    this.#world = world
    for (const id of Object.keys(sentences)) this.#told.set(id, { checked: 0, breaches: 0, detail: null })
  }

  invariants(): ReadonlyArray<InvariantTold> {
    return [...this.#told].map(([id, { breaches, checked, detail }]) => ({
      id,
      sentence: sentences[id]!,
      holds: breaches === 0,
      checked,
      detail
    }))
  }

  /** Called once a second. */
  look(): void {
    const store = this.#world.store()
    if (store === undefined) return
    this.#records(store)
    this.#counts(store)
    this.#bytes(store)
    if (++this.#seconds % replayEverySeconds === 0) void this.replay()
  }

  /** Reads the journal up to its end of now, and compares. */
  async replay(): Promise<void> {
    const store = this.#world.store()
    if (store === undefined || this.#isReplaying || store.status().journalBytes > journalBytesMax) return
    this.#isReplaying = true
    const living = new Map([...store.all()].map(({ id, lifecycle }) => [id, leafOfLifecycle(lifecycle)]))
    const bytes = store.status().journalBytes
    const { leaves } = await momentInJournal(this.#world.journal, { bytes }).finally(() => (this.#isReplaying = false))
    const wrong = [...leaves].find(([id, leaf]) => leaf !== (living.get(id) ?? goneLeaf))
    const missing = [...living.keys()].find((id) => !leaves.has(id))
    const detail = wrong === undefined ? missing && `the journal does not know ${missing}` : `${wrong[0]} is elsewhere`
    this.#note("STORE-3", living.size, detail)
  }

  #note(id: string, checked: number, detail: string | undefined): void {
    const told = this.#told.get(id) ?? { checked: 0, breaches: 0, detail: null }
    told.checked += checked
    if (detail !== undefined) {
      told.breaches += 1
      told.detail ??= detail.slice(0, 300)
    }
    this.#told.set(id, told)
  }

  #records(store: Store["Service"]): void {
    const { population } = this.#world
    for (let count = 0; count < Math.min(moviesPerSecond, population.size); count++) {
      const id = population.ids[this.#next++ % population.size]!
      const movie = Effect.runSync(Effect.orElseSucceed(store.movie(id), () => undefined))
      if (movie === undefined) continue
      const breaches = recordBreaches(movie, this.#world.now())
      for (const promise of ["LIFE-1", "LIFE-3", "LIFE-8", "LIFE-10"]) {
        const breach = breaches.find((each) => each.promise === promise)
        this.#note(promise, 1, breach && `${id}: ${breach.what}`)
      }
    }
  }

  #counts(store: Store["Service"]): void {
    const { alive, counts } = this.#world.population
    const sum = counts.reduce((total, count) => total + count, 0)
    const { movies } = store.status()
    this.#unlikeSeconds = movies === alive ? 0 : this.#unlikeSeconds + 1
    const isRight = sum === alive && this.#unlikeSeconds <= unlikeSecondsMax
    this.#note("COUNTS", 1, isRight ? undefined : `${sum} on screen, ${movies} in the library`)
  }

  #bytes(store: Store["Service"]): void {
    const [held, budget, now] = [store.status().imageBytes, this.#world.bytesBudget(), this.#world.now()]
    if (held <= budget) this.#overSince = null
    else this.#overSince ??= now
    const isLate = this.#overSince !== null && now - this.#overSince > overBudgetMsMax
    this.#note("BYTES", 1, isLate ? `${held} bytes held, ${budget} allowed, for more than a day` : undefined)
  }
}
