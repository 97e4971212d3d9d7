/** The policies by name, as a table of contents. The bounds stand last. */
import { dayMs } from "../../../domain/time.ts"
import { Age } from "./age.ts"
import { Clairvoyant, type Future } from "./clairvoyant.ts"
import { DoNothing } from "./do-nothing.ts"
import { Founding } from "./founding.ts"
import { Gdsf } from "./gdsf.ts"
import { Lfu } from "./lfu.ts"
import { Lhd } from "./lhd.ts"
import { Lru } from "./lru.ts"
import type { Policy, PolicySetup } from "./policy.ts"
import { S3Fifo } from "./s3-fifo.ts"
import { Sieve } from "./sieve.ts"
import { ValuePerByte } from "./value-per-byte.ts"
import { WTinyLfu } from "./w-tiny-lfu.ts"

/** The thresholds of the founding rules. */
const idleMsMax = 180 * dayMs
const halfLifeMs = 30 * dayMs

/** Policies that see no more than what has happened: any of them can run a library. */
export const policyMakers = {
  age: (setup: PolicySetup): Policy => new Age(setup, idleMsMax),
  lru: (setup: PolicySetup): Policy => new Lru(setup),
  lfu: (setup: PolicySetup): Policy => new Lfu(setup),
  gdsf: (setup: PolicySetup): Policy => new Gdsf(setup),
  lhd: (setup: PolicySetup): Policy => new Lhd(setup),
  "s3-fifo": (setup: PolicySetup): Policy => new S3Fifo(setup),
  sieve: (setup: PolicySetup): Policy => new Sieve(setup),
  "w-tiny-lfu": (setup: PolicySetup): Policy => new WTinyLfu(setup),
  "value-per-byte": (setup: PolicySetup): Policy => new ValuePerByte(setup, halfLifeMs),
  founding: (setup: PolicySetup): Policy => new Founding(setup, idleMsMax, halfLifeMs)
} as const

export type PolicyName = keyof typeof policyMakers

/** What no library can do, or would not want to: the table is read between these two. */
export const boundMakers = {
  clairvoyant: (setup: PolicySetup, future: Future): Policy => new Clairvoyant(setup, future),
  "do-nothing": (_setup: PolicySetup, _future: Future): Policy => new DoNothing()
} as const

export type BoundName = keyof typeof boundMakers

export const policyNames = Object.keys(policyMakers) as ReadonlyArray<PolicyName>
export const boundNames = Object.keys(boundMakers) as ReadonlyArray<BoundName>
