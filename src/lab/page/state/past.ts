/**
 * What the plots and the timeline show: points of the past, at most so many. When there are too many, every second point of the
 * older half goes, so that long ago is coarse and lately is fine.
 */
import type { PastPoint } from "../../wire/messages.ts"

export const pastPointsMax = 1_200

/** The points without every second one of the older half; points where faults begin or end stay. */
export const thinned = (points: ReadonlyArray<PastPoint>): Array<PastPoint> => {
  const half = Math.floor(points.length / 2)
  const isTurn = (place: number) => points[place]!.faults.join() !== points[place - 1]?.faults.join()
  return points.filter((_, place) => place >= half || place % 2 === 0 || isTurn(place))
}

/** Adds a point; one that is not later than the last takes its place. */
export const addPoint = (points: Array<PastPoint>, point: PastPoint): Array<PastPoint> => {
  const last = points.at(-1)
  if (last !== undefined && point.at <= last.at) points.pop()
  points.push(point)
  return points.length > pastPointsMax ? thinned(points).slice(-pastPointsMax) : points
}

export interface FaultBand {
  readonly from: PastPoint
  /** Undefined while it lasts. */
  readonly to: PastPoint | undefined
  readonly faults: ReadonlyArray<string>
}

/** The stretches of the past in which something was broken. */
export const faultBandsOf = (points: ReadonlyArray<PastPoint>): ReadonlyArray<FaultBand> => {
  const bands: Array<FaultBand> = []
  let open: PastPoint | undefined
  for (const point of points) {
    if (open !== undefined && point.faults.join() !== open.faults.join()) {
      bands.push({ from: open, to: point, faults: open.faults })
      open = undefined
    }
    if (point.faults.length > 0) open ??= point
  }
  if (open !== undefined) bands.push({ from: open, to: undefined, faults: open.faults })
  return bands
}

/** The point that is nearest to a position of the journal, or undefined when there is none. */
export const pointAt = (points: ReadonlyArray<PastPoint>, position: number): PastPoint | undefined => {
  let low = 0
  let high = points.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (points[middle]!.position < position) low = middle + 1
    else high = middle
  }
  const [before, after] = [points[low - 1], points[low]]
  if (before === undefined || after === undefined) return after ?? before
  return position - before.position < after.position - position ? before : after
}
