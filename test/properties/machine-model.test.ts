/** The machine against a model of a few words, command by command: who reads the model knows what the chart promises. */
import { assert, describe, it } from "@effect/vitest"
import fc from "fast-check"
import { type Level, levels, rankOf } from "../../src/domain/level.ts"
import { dayMs, minuteMs } from "../../src/domain/time.ts"
import { Life, movie, settled, success } from "../support/machine-walk.ts"
import { runs } from "../support/runs.ts"

/** What a person would remember of a movie. */
interface Model {
  known: number
  wanted: number
  works: boolean
  waitsUntil: number | null
  pinned: boolean
  graceUntil: number
}

type Command = fc.Command<Model, Life>

const check = (model: Model, life: Life) => {
  assert.strictEqual(rankOf(life.known), model.known, "level")
  assert.strictEqual(life.activity, model.works ? "enriching" : model.waitsUntil === null ? "resting" : "waiting")
  assert.strictEqual(life.snapshot.context.retryAt, model.waitsUntil)
  assert.strictEqual(life.snapshot.context.pinned, model.pinned)
}

class Ask implements Command {
  readonly level: Level
  constructor(level: Level) {
    this.level = level
  }
  check = () => true
  run(model: Model, life: Life) {
    life.hear({ type: "MovieRequested", at: life.now, level: this.level })
    model.wanted = Math.max(model.wanted, rankOf(this.level))
    model.works ||= model.waitsUntil === null && model.wanted > model.known
    check(model, life)
  }
  toString = () => `ask ${this.level}`
}

class Succeed implements Command {
  check = (model: Readonly<Model>) => model.works
  run(model: Model, life: Life) {
    life.hear(settled(success(life.now)))
    model.known += 1
    model.works = model.wanted > model.known
    check(model, life)
  }
  toString = () => "succeed"
}

class Fail implements Command {
  check = (model: Readonly<Model>) => model.works
  run(model: Model, life: Life) {
    const retryAt = life.now + minuteMs
    life.hear(settled({ ok: false, at: life.now, reason: "down", message: "down", retryAt, candidates: [] }))
    model.works = false
    model.waitsUntil = retryAt
    check(model, life)
  }
  toString = () => "fail"
}

class Pass implements Command {
  readonly durationMs: number
  constructor(durationMs: number) {
    this.durationMs = durationMs
  }
  check = () => true
  run(model: Model, life: Life) {
    life.now += this.durationMs
    life.hear({ type: "DeadlineReached", at: life.now, lastAccess: null })
    if (model.waitsUntil !== null && model.waitsUntil <= life.now) {
      model.waitsUntil = null
      model.works = true
    }
    check(model, life)
  }
  toString = () => `pass ${this.durationMs} ms`
}

class Pin implements Command {
  readonly pinned: boolean
  constructor(pinned: boolean) {
    this.pinned = pinned
  }
  check = () => true
  run(model: Model, life: Life) {
    life.hear({ type: this.pinned ? "MoviePinned" : "MovieUnpinned", at: life.now })
    model.pinned = this.pinned
    check(model, life)
  }
  toString = () => (this.pinned ? "pin" : "unpin")
}

class Forget implements Command {
  readonly kept: "basic" | "summary"
  constructor(kept: "basic" | "summary") {
    this.kept = kept
  }
  check = () => true
  run(model: Model, life: Life) {
    const evidence = [{ name: "idle", value: 200, threshold: 180, unit: "days" }]
    const from = life.snapshot.value as Record<string, string>
    const state = Object.keys(from)[0] as Level
    const item = { movie, from: state, kept: this.kept, imagesOnly: false, rule: "r", evidence, rank: 1, bytes: 1 }
    life.hear({ type: "HousekeepingRequested", at: life.now, item, plan: null })
    const left = this.kept === "basic" ? 1 : 0
    const isBusy = model.works || model.waitsUntil !== null
    if (!isBusy && !model.pinned && life.now >= model.graceUntil && left < model.known) {
      Object.assign(model, { known: left, wanted: 0, graceUntil: life.now + 30 * dayMs })
    }
    check(model, life)
  }
  toString = () => `forget all but ${this.kept}`
}

const command: ReadonlyArray<fc.Arbitrary<Command>> = [
  fc.constantFrom(...levels).map((level) => new Ask(level)),
  fc.constant(new Succeed()),
  fc.constant(new Succeed()),
  fc.constant(new Fail()),
  fc.constantFrom(1, minuteMs, 31 * dayMs).map((durationMs) => new Pass(durationMs)),
  fc.boolean().map((pinned) => new Pin(pinned)),
  fc.constantFrom("basic" as const, "summary" as const).map((kept) => new Forget(kept))
]

describe("the machine", () => {
  it("does what a model of six words does (LIFE-2, LIFE-3, LIFE-5, LIFE-6)", () =>
    fc.assert(
      fc.property(fc.commands([...command], { maxCommands: 40, size: "max" }), (commands) => {
        const model: Model = { known: 0, wanted: 0, works: false, waitsUntil: null, pinned: false, graceUntil: 0 }
        fc.modelRun(() => ({ model, real: new Life() }), commands)
      }),
      { numRuns: runs() }
    ))
})
