/**
 * LHD, least hit density: learns at which ages movies are used again, and of a random sample lets the one go that promises the
 * fewest hits for the space and time it takes. Beckmann, Chen and Cidon, LHD: improving cache hit rate by maximizing hit density
 * (NSDI 2018). Classes are by the ages at the last two uses, as there. Leaves out classes by application, the explorer and recent
 * admissions as extra candidates; ages get coarser when they do not fit, never finer again. Blind to cost.
 */
import { hitDensities } from "./hit-density.ts"
import { nobody, type Policy, type PolicySetup } from "./policy.ts"

const ages = 256
const classes = 16
const sampled = 32
const usesPerLesson = 2 ** 12
/** All ages together are at first so many times as many uses as the shelf holds movies. */
const shelvesOfUses = 8
/** What was learnt before counts for so much after each lesson. */
const memory = 0.9
/** Ages get coarser when more than this share of lives ends at the last one. */
const overflowShare = 0.01

export class Lhd implements Policy {
  readonly bytes: Float64Array
  readonly hits = new Float64Array(classes * ages)
  readonly evictions = new Float64Array(classes * ages)
  readonly densities = new Float64Array(classes * ages)
  /** Who is held, in no order, and where each stands. */
  readonly held: Int32Array
  readonly places: Int32Array
  readonly usedAt: Float64Array
  readonly classOf: Uint8Array
  readonly lastAges: Uint16Array
  count = 0
  uses = 0
  /** An age is so many uses of anybody. */
  ageUses: number
  random: number

  constructor({ bytes, capacityBytes, keys, seed }: PolicySetup) {
    this.bytes = bytes
    const meanBytes = bytes.reduce((sum, each) => sum + each, 0) / Math.max(1, keys)
    this.ageUses = Math.max(1, Math.round((shelvesOfUses * capacityBytes) / Math.max(1, meanBytes) / ages))
    this.held = new Int32Array(keys)
    this.places = new Int32Array(keys)
    this.usedAt = new Float64Array(keys)
    this.classOf = new Uint8Array(keys)
    this.lastAges = new Uint16Array(keys)
    this.random = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) | 1
    // Nothing is known yet: the younger the better, which is LRU by size.
    for (let index = 0; index < classes * ages; index++) this.densities[index] = 1 / ((index % ages) + 1)
  }

  touch(key: number): void {
    const age = this.ageOf(key)
    this.hits[this.classOf[key]! * ages + age]! += 1
    this.classOf[key] = this.classFor(age + this.lastAges[key]!)
    this.lastAges[key] = age
    this.use(key)
  }

  victim(): number {
    let chosen = nobody
    let least = Infinity
    for (let draw = 0; draw < sampled && this.count > 0; draw++) {
      const key = this.held[this.below(this.count)]!
      const density = this.densities[this.classOf[key]! * ages + this.ageOf(key)]! / this.bytes[key]!
      if (density >= least) continue
      chosen = key
      least = density
    }
    return chosen
  }

  admit(key: number): void {
    this.places[key] = this.count
    this.held[this.count++] = key
    this.classOf[key] = 0
    this.lastAges[key] = ages
    this.use(key)
  }

  remove(key: number): void {
    this.evictions[this.classOf[key]! * ages + this.ageOf(key)]! += 1
    const last = this.held[--this.count]!
    const place = this.places[key]!
    this.held[place] = last
    this.places[last] = place
  }

  private use(key: number): void {
    this.usedAt[key] = ++this.uses
    if (this.uses % usesPerLesson === 0) this.learn()
  }

  private ageOf(key: number): number {
    return Math.min(ages - 1, Math.floor((this.uses - this.usedAt[key]!) / this.ageUses))
  }

  /** The last class is for the youngest; each before it for twice the age. The first is also for who was not used again yet. */
  private classFor(age: number): number {
    return Math.max(0, Math.clz32(Math.max(1, age)) - (32 - classes))
  }

  private learn(): void {
    let overflow = 0
    let lives = 0
    for (let index = 0; index < classes * ages; index++) {
      const ended = this.hits[index]! + this.evictions[index]!
      lives += ended
      if (index % ages === ages - 1) overflow += ended
    }
    if (overflow > overflowShare * lives) this.coarsen()
    for (let each = 0; each < classes; each++) {
      hitDensities(this.hits, this.evictions, this.densities, [each * ages, (each + 1) * ages])
    }
    for (let index = 0; index < classes * ages; index++) {
      this.hits[index]! *= memory
      this.evictions[index]! *= memory
    }
  }

  private coarsen(): void {
    this.ageUses *= 2
    for (const counts of [this.hits, this.evictions]) {
      for (let from = 0; from < classes * ages; from += ages) {
        const end = counts[from + ages - 1]!
        for (let age = 0; age < ages / 2; age++)
          counts[from + age] = counts[from + 2 * age]! + counts[from + 2 * age + 1]!
        counts[from + ages / 2 - 1]! -= end
        counts.fill(0, from + ages / 2, from + ages)
        // Whoever ended at the last age was at least so old.
        counts[from + ages - 1] = end
      }
    }
  }

  /** xorshift32: this state is part of the policy, so that a copy of it goes on alike. */
  private below(count: number): number {
    let word = this.random
    word ^= word << 13
    word ^= word >>> 17
    word ^= word << 5
    this.random = word
    return Math.floor(((word >>> 0) / 2 ** 32) * count)
  }
}
