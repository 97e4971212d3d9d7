/** Policies written for reading, with arrays and sorting, from the papers' own words. Slow, and obviously what they say. */
import { nobody, type Policy, type PolicySetup } from "../../../../src/services/housekeeping/policies/policy.ts"

type Make = (setup: PolicySetup) => Policy

const without = (keys: ReadonlyArray<number>, key: number) => keys.filter((each) => each !== key)

const lru: Make = () => {
  let order: ReadonlyArray<number> = []
  return {
    touch: (key) => void (order = [...without(order, key), key]),
    admit: (key) => void (order = [...order, key]),
    victim: () => order[0] ?? nobody,
    remove: (key) => void (order = without(order, key))
  }
}

/** The least by rank, then by key. */
const leastOf = (ranks: ReadonlyMap<number, ReadonlyArray<number>>): number => {
  const sorted = [...ranks].toSorted(
    ([a, x], [b, y]) => x.map((value, index) => value - y[index]!).find((difference) => difference !== 0) ?? a - b
  )
  return sorted[0]?.[0] ?? nobody
}

const lfu: Make = () => {
  const ranks = new Map<number, ReadonlyArray<number>>()
  let serial = 0
  return {
    touch: (key) => void ranks.set(key, [ranks.get(key)![0]! + 1, ++serial]),
    admit: (key) => void ranks.set(key, [1, ++serial]),
    victim: () => leastOf(ranks),
    remove: (key) => void ranks.delete(key)
  }
}

const gdsf: Make = ({ bytes, costMs }) => {
  const [ranks, uses] = [new Map<number, ReadonlyArray<number>>(), new Map<number, number>()]
  let clock = 0
  const rank = (key: number) => void ranks.set(key, [clock + (uses.get(key)! * costMs[key]!) / bytes[key]!])
  return {
    touch: (key) => {
      uses.set(key, uses.get(key)! + 1)
      rank(key)
    },
    admit: (key) => {
      uses.set(key, 1)
      rank(key)
    },
    victim: () => leastOf(ranks),
    remove: (key) => {
      clock = ranks.get(key)![0]!
      ranks.delete(key)
    }
  }
}

const sieve: Make = () => {
  let queue: Array<number> = []
  const visited = new Set<number>()
  let hand = 0
  return {
    touch: (key) => void visited.add(key),
    admit: (key) => void queue.push(key),
    victim: () => {
      if (queue.length === 0) return nobody
      while (visited.delete(queue[hand]!)) hand = (hand + 1) % queue.length
      return queue[hand]!
    },
    remove: (key) => {
      const place = queue.indexOf(key)
      queue = without(queue, key)
      if (place < hand) hand -= 1
      // Past the newest it begins again, before anybody else comes.
      if (hand >= queue.length) hand = 0
    }
  }
}

const s3Fifo: Make = ({ bytes, capacityBytes }) => {
  let [small, main, ghost]: [Array<number>, Array<number>, Array<number>] = [[], [], []]
  const uses = new Map<number, number>()
  const sum = (keys: ReadonlyArray<number>) => keys.reduce((total, key) => total + bytes[key]!, 0)
  const [smallMax, mainMax] = [capacityBytes * 0.1, capacityBytes - capacityBytes * 0.1]
  const fromMain = () => {
    while (main.length > 0 && uses.get(main[0]!)! > 0) {
      const key = main.shift()!
      uses.set(key, uses.get(key)! - 1)
      main.push(key)
    }
    return main[0] ?? nobody
  }
  return {
    touch: (key) => void uses.set(key, Math.min(3, uses.get(key)! + 1)),
    admit: (key) => {
      uses.set(key, 0)
      if (ghost.includes(key)) main.push(key)
      else small.push(key)
      ghost = without(ghost, key)
    },
    victim: () => {
      while (small.length > 0 && (sum(small) >= smallMax || main.length === 0)) {
        if (uses.get(small[0]!)! <= 1) return small[0]!
        uses.set(small[0]!, 0)
        main.push(small.shift()!)
        if (sum(main) >= mainMax) break
      }
      return fromMain()
    },
    remove: (key) => {
      if (small.includes(key)) ghost.push(key)
      small = without(small, key)
      main = without(main, key)
      while (sum(ghost) > mainMax) ghost.shift()
    }
  }
}

export const naive = { lru, lfu, gdsf, sieve, "s3-fifo": s3Fifo } as const
