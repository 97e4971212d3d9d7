/**
 * The faults that are set now. The first that is about a request and whose chance comes up is given. Each draws from its
 * own seed, once or more for every request that it is about: the same requests in the same order get the same faults.
 */
import { Effect, Random } from "effect"
import { complaintAbout, FaultInvalid, type FaultSpec, faultOf, isAbout } from "./fault-spec.ts"
import type { FaultKind } from "./faults/all-faults.ts"
import type { Chance, Fault, FaultSettings } from "./faults/fault.ts"
import type { Asked } from "./target.ts"

export interface SetFault extends FaultSpec {
  readonly id: number
  /** How many requests it was about, and how many of them got it. */
  readonly seen: number
  readonly given: number
}

export interface PickedFault {
  readonly fault: Fault<FaultKind>
  readonly variant: string
  readonly settings: FaultSettings
  readonly chance: Chance
}

interface Active {
  readonly id: number
  readonly spec: FaultSpec
  readonly chance: Chance
  seen: number
  given: number
}

export interface FaultDesk {
  /** Sets these after those that are set already; none of them when one is invalid. */
  readonly add: (specs: ReadonlyArray<FaultSpec>) => Effect.Effect<ReadonlyArray<SetFault>, FaultInvalid>
  readonly list: () => ReadonlyArray<SetFault>
  readonly clear: () => void
  readonly pick: (asked: Asked) => PickedFault | undefined
}

const faultsMax = 1_000
const settingsOf = ({ bytes, delayMs, retryAfterSeconds }: FaultSpec): FaultSettings => ({
  bytes: bytes ?? 200_000_000,
  delayMs: delayMs ?? 10_000,
  retryAfterSeconds: retryAfterSeconds ?? 2
})

const chanceFrom = (seed: string): Effect.Effect<Chance> =>
  Effect.map(Effect.service(Random.Random).pipe(Random.withSeed(seed)), (random) => ({
    next: () => random.nextDoubleUnsafe(),
    among: (choices) => choices[Math.floor(random.nextDoubleUnsafe() * choices.length)]!
  }))

const listed = ({ id, spec, seen, given }: Active): SetFault => ({ id, ...spec, seen, given })

const pickFrom = (active: ReadonlyArray<Active>, asked: Asked): PickedFault | undefined => {
  for (const each of active) {
    const { spec, chance } = each
    if (each.given >= (spec.times ?? Infinity) || !isAbout(spec, asked)) continue
    each.seen += 1
    if (chance.next() >= (spec.probability ?? 1)) continue
    each.given += 1
    const fault = faultOf(spec.kind)
    return { fault, chance, variant: spec.variant ?? chance.among(fault.variants), settings: settingsOf(spec) }
  }
  return undefined
}

export const makeFaultDesk = (): FaultDesk => {
  let active: ReadonlyArray<Active> = []
  let lastId = 0

  const add = Effect.fnUntraced(function* (specs: ReadonlyArray<FaultSpec>) {
    const complaint = specs.map(complaintAbout).find((each) => each !== undefined)
    if (complaint !== undefined) return yield* new FaultInvalid({ detail: complaint })
    if (active.length + specs.length > faultsMax) {
      return yield* new FaultInvalid({ detail: `no more than ${faultsMax} faults can be set at once` })
    }
    const made: Array<Active> = []
    for (const spec of specs) {
      const chance = yield* chanceFrom(String(spec.seed ?? 1))
      made.push({ id: ++lastId, spec, chance, seen: 0, given: 0 })
    }
    active = [...active, ...made]
    return made.map(listed)
  })

  return {
    add,
    list: () => active.map(listed),
    clear: () => {
      active = []
    },
    pick: (asked) => pickFrom(active, asked)
  }
}
