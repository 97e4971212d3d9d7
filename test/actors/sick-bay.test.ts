import { assert, describe, it } from "@effect/vitest"
import { Drafts } from "../../src/actors/drafts.ts"
import { SickBay, type SickBaySettings } from "../../src/actors/sick-bay.ts"
import type { Event } from "../../src/domain/event.ts"
import { movieIdFrom } from "../../src/domain/identity.ts"
import type { DeadLetter, Store } from "../../src/services/store.ts"

const settings: SickBaySettings = { firstPauseMs: 1_000, pauseMsMax: 5_000, crashesMax: 6, lettersMax: 3 }
const [ill, other] = [movieIdFrom(1), movieIdFrom(2)]

const eventAt = (position: number): Event => ({
  type: "MoviePinned",
  movie: ill,
  id: `1-${position}`,
  at: position,
  causedBy: null,
  firstCause: `1-${position}`
})

/** A store that holds dead letters and nothing else. */
const shelfOf = () => {
  const letters = new Map<string, DeadLetter>()
  const store = { deadLetters: () => [...letters.values()] } as Partial<Store["Service"]> as Store["Service"]
  const commit = (drafts: Drafts) => {
    for (const letter of drafts.deadLetters) {
      const key = `${letter.movie} ${letter.position}`
      if ("removed" in letter) letters.delete(key)
      else letters.set(key, letter)
    }
  }
  return { store, commit }
}

const bayOf = () => {
  const { store, commit } = shelfOf()
  const bay = new SickBay(settings, [])
  /** One batch. */
  const batch = <A>(run: (drafts: Drafts) => A): A => {
    const drafts = new Drafts(store)
    const result = run(drafts)
    commit(drafts)
    return result
  }
  const crash = (position: number | undefined, now: number) =>
    batch((drafts) => bay.crashed(drafts, ill, position, eventAt(position ?? 99), "it broke", now))
  return { bay, store, batch, crash }
}

describe("the sick bay", () => {
  it("pauses twice as long after every crash, up to a limit, and quarantines who keeps crashing (RUN-3)", () => {
    const { bay, batch, store, crash } = bayOf()
    const outcomes = [1, 2, 3, 4, 5, 6].map((position) => {
      const outcome = crash(position, 0)
      batch((drafts) => bay.discharge(drafts, store, ill))
      return outcome
    })
    assert.deepStrictEqual(outcomes, [
      { crashes: 1, retryAt: 1_000 },
      { crashes: 2, retryAt: 2_000 },
      { crashes: 3, retryAt: 4_000 },
      { crashes: 4, retryAt: 5_000 },
      { crashes: 5, retryAt: 5_000 },
      { crashes: 6, retryAt: null }
    ])
    assert.strictEqual(bay.crashes, 6)
  })

  it("a quarantined movie is due for nobody but a person", () => {
    const { bay, crash } = bayOf()
    for (let count = 0; count < 6; count++) crash(count, 0)
    assert.deepStrictEqual(bay.due(), [])
    assert.strictEqual(bay.patient(ill)?.retryAt, null)
    bay.allow(ill, 77)
    assert.deepStrictEqual(bay.due(), [{ movie: ill, at: 77 }])
    bay.allow(other, 77)
    assert.strictEqual(bay.size, 1)
  })

  it("is one movie's matter: the others are not patients", () => {
    const { bay, crash } = bayOf()
    crash(1, 0)
    assert.isUndefined(bay.patient(other))
    assert.strictEqual(bay.size, 1)
  })

  it("keeps what is sent to a patient, bounded; what finds no room is counted (RUN-1)", () => {
    const { bay, batch, store, crash } = bayOf()
    crash(1, 0)
    const kept = batch((drafts) => [2, 3, 4, 5].map((position) => bay.keep(drafts, ill, position, eventAt(position))))
    assert.deepStrictEqual(kept, [true, true, false, false])
    assert.strictEqual(bay.overflowed, 2)
    assert.deepStrictEqual(
      store.deadLetters().map(({ position }) => position),
      [1, 2, 3]
    )
  })

  it("gives letters out oldest first, each once, and takes them off the shelf", () => {
    const { bay, batch, store, crash } = bayOf()
    crash(7, 0)
    batch((drafts) => bay.keep(drafts, ill, 9, eventAt(9)))
    batch((drafts) => bay.keep(drafts, ill, 8, eventAt(8)))
    const letters = batch((drafts) => bay.discharge(drafts, store, ill))
    assert.deepStrictEqual(
      letters.map(({ position }) => position),
      [7, 8, 9]
    )
    assert.deepStrictEqual(store.deadLetters(), [])
    assert.deepStrictEqual(
      batch((drafts) => bay.discharge(drafts, store, ill)),
      []
    )
  })

  it("gives out what came in the very same batch too, and leaves none of it behind", () => {
    const { bay, batch, store, crash } = bayOf()
    crash(1, 0)
    const letters = batch((drafts) => {
      bay.keep(drafts, ill, 2, eventAt(2))
      return bay.discharge(drafts, store, ill)
    })
    assert.deepStrictEqual(
      letters.map(({ position }) => position),
      [1, 2]
    )
    assert.deepStrictEqual(store.deadLetters(), [])
  })

  it("work that crashed has a letter too, which stands before all events", () => {
    const { bay, batch, store, crash } = bayOf()
    crash(undefined, 0)
    batch((drafts) => bay.keep(drafts, ill, 4, eventAt(4)))
    assert.deepStrictEqual(
      batch((drafts) => bay.discharge(drafts, store, ill)).map(({ position }) => position),
      [0, 4]
    )
  })

  it("who is let out is on probation: the next crash counts on, a recovery forgets them all", () => {
    const { bay, batch, store, crash } = bayOf()
    crash(1, 0)
    batch((drafts) => bay.discharge(drafts, store, ill))
    assert.isUndefined(bay.patient(ill))
    assert.strictEqual(crash(2, 0).crashes, 2)
    batch((drafts) => bay.discharge(drafts, store, ill))
    bay.recovered(ill)
    assert.strictEqual(bay.size, 0)
    assert.strictEqual(crash(3, 0).crashes, 1)
  })

  it("is rebuilt from its letters: a restart knows who is ill, how often, and until when (LIFE-10)", () => {
    const { bay, batch, store, crash } = bayOf()
    crash(1, 0)
    batch((drafts) => bay.discharge(drafts, store, ill))
    crash(2, 500)
    batch((drafts) => bay.keep(drafts, ill, 3, eventAt(3)))
    const again = new SickBay(settings, store.deadLetters())
    assert.deepStrictEqual(again.patient(ill), bay.patient(ill))
    assert.deepStrictEqual(again.due(), [{ movie: ill, at: 2_500 }])
    bay.recovered(ill)
    bay.reset(store.deadLetters())
    assert.deepStrictEqual(bay.patient(ill), again.patient(ill))
  })
})
