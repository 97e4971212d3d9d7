/** Where edges run: as an SVG path with round corners, and as a place for every share of the way. */
import type { Point } from "../../chart/chart-layout.ts"

const corner = 7

const toward = ([fromX, fromY]: Point, [toX, toY]: Point, by: number): Point => {
  const length = Math.hypot(toX - fromX, toY - fromY)
  const share = length === 0 ? 0 : Math.min(by, length / 2) / length
  return [fromX + (toX - fromX) * share, fromY + (toY - fromY) * share]
}

/** The path along these points. */
export const pathOf = (points: ReadonlyArray<Point>): string => {
  const middle = points.slice(1, -1).map((point, place) => {
    const [enterX, enterY] = toward(point, points[place]!, corner)
    const [leaveX, leaveY] = toward(point, points[place + 2]!, corner)
    return `L${enterX} ${enterY}Q${point[0]} ${point[1]} ${leaveX} ${leaveY}`
  })
  return `M${points[0]!.join(" ")}${middle.join("")}L${points.at(-1)!.join(" ")}`
}

/** The way as numbers: x, y and the distance from the start, for each point. */
export interface Way {
  readonly length: number
  readonly points: ReadonlyArray<Point>
  readonly distances: ReadonlyArray<number>
}

export const wayOf = (points: ReadonlyArray<Point>): Way => {
  let length = 0
  const distances = points.map((point, place) => {
    const before = points[place - 1] ?? point
    length += Math.hypot(point[0] - before[0], point[1] - before[1])
    return length
  })
  return { length, points, distances }
}

/** Writes the place at this distance into `to`, so that nothing is allocated while particles fly. */
export const placeOn = ({ distances, points }: Way, distance: number, to: { x: number; y: number }): void => {
  let next = 1
  while (next < points.length - 1 && distances[next]! < distance) next++
  const [fromX, fromY] = points[next - 1]!
  const [toX, toY] = points[next]!
  const span = distances[next]! - distances[next - 1]!
  const share = span === 0 ? 1 : Math.min(1, Math.max(0, (distance - distances[next - 1]!) / span))
  to.x = fromX + (toX - fromX) * share
  to.y = fromY + (toY - fromY) * share
}
