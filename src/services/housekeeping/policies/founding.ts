/**
 * The founding rules as a policy: not used for 180 days goes, and when the disk is short the lowest popularity per byte goes,
 * popularity being a decayed sum of uses. Leaves out the rule for low popularity (with these thresholds and whole uses, a movie
 * is idle for 180 days before its score is low) and the difference between basic and a summary. Blind to cost.
 */
import { Age } from "./age.ts"
import type { Policy, PolicySetup } from "./policy.ts"
import { ValuePerByte } from "./value-per-byte.ts"

export class Founding implements Policy {
  readonly age: Age
  readonly popularity: ValuePerByte

  constructor(setup: PolicySetup, idleMsMax: number, halfLifeMs: number) {
    this.age = new Age(setup, idleMsMax)
    this.popularity = new ValuePerByte({ ...setup, costMs: new Float64Array(setup.keys).fill(1) }, halfLifeMs)
  }

  touch(key: number, now: number): void {
    this.age.touch(key, now)
    this.popularity.touch(key, now)
  }

  missed(key: number, now: number): void {
    this.popularity.missed(key, now)
  }

  victim(): number {
    return this.popularity.victim()
  }

  admit(key: number, now: number): void {
    this.age.admit(key, now)
    this.popularity.admit(key)
  }

  remove(key: number): void {
    this.age.remove(key)
    this.popularity.remove(key)
  }

  expired(now: number): number {
    return this.age.expired(now)
  }
}
