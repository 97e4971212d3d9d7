/** How often movies move along each edge: moves a real second, smoothed over about one and a half. */
const memoryMs = 1_500

export interface EdgeRates {
  readonly perSecond: Float64Array
  readonly add: (edges: ArrayLike<number>, now: number) => void
  /** Nothing moved for a while: the rates fade, though no frame says so. */
  readonly fade: (now: number) => void
  readonly clear: () => void
}

export const makeEdgeRates = (size: number): EdgeRates => {
  const perSecond = new Float64Array(size)
  let heardAt = 0
  return {
    perSecond,
    add: (edges, now) => {
      const elapsed = Math.min(Math.max(now - heardAt, 10), 1_000)
      const weight = 1 - Math.exp(-elapsed / memoryMs)
      heardAt = now
      for (let edge = 0; edge < size; edge++) {
        perSecond[edge]! += ((edges[edge] ?? 0) / (elapsed / 1_000) - perSecond[edge]!) * weight
      }
    },
    fade: (now) => {
      if (now - heardAt < 1_000) return
      for (let edge = 0; edge < size; edge++) perSecond[edge]! *= 0.5
    },
    clear: () => void perSecond.fill(0)
  }
}
