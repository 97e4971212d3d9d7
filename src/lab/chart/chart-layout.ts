/** Where everything stands in the drawn chart, in pixels; made by scripts/chart-layout.ts. */
import { createHash } from "node:crypto"
import { movieChart } from "./chart-model.ts"

export type Point = readonly [x: number, y: number]

export interface Box {
  readonly id: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface ChartLayout {
  /** Of the chart that it was made for. */
  readonly hash: string
  readonly width: number
  readonly height: number
  readonly states: ReadonlyArray<Box>
  readonly leaves: ReadonlyArray<Box>
  readonly edges: ReadonlyArray<{
    readonly id: string
    readonly points: ReadonlyArray<Point>
    /** The upper left corner of its label. */
    readonly label: Point
  }>
}

/** Changes with everything that the layout depends on. */
export const chartHash = (): string =>
  createHash("sha256").update(JSON.stringify(movieChart)).digest("hex").slice(0, 16)
