/** Which movie is in which cell. */
import type { GridOrder } from "../state/lab-state.ts"
import type { Population } from "../state/population.ts"

/** By leaf, in the chart's order, and within a leaf by age: a counting sort, cheap enough for every picture. */
const byLeaf = ({ leaves, size }: Population): Uint32Array => {
  const starts = new Uint32Array(257)
  for (let movie = 0; movie < size; movie++) starts[leaves[movie]! + 1]! += 1
  for (let leaf = 1; leaf < starts.length; leaf++) starts[leaf]! += starts[leaf - 1]!
  const cells = new Uint32Array(size)
  for (let movie = 0; movie < size; movie++) cells[starts[leaves[movie]!]!++] = movie
  return cells
}

/** Who moved last comes first; who never moved since we look comes last, the oldest first. */
const byHeat = ({ movedAt, size }: Population): Uint32Array =>
  Uint32Array.from({ length: size }, (_, movie) => movie).sort((a, b) => movedAt[b]! - movedAt[a]! || a - b)

const byAge = ({ size }: Population): Uint32Array => Uint32Array.from({ length: size }, (_, movie) => movie)

/** The movies in the order of their cells. */
export const cellsOf = (population: Population, order: GridOrder): Uint32Array => {
  if (order === "heat") return byHeat(population)
  return order === "age" ? byAge(population) : byLeaf(population)
}

export interface GridShape {
  readonly columns: number
  readonly rows: number
  /** The side of a cell, in the pixels of the page. */
  readonly cell: number
}

const cellMax = 30

/** The largest square cells with which so many movies fit. */
export const shapeFor = (size: number, width: number, height: number): GridShape => {
  if (size === 0 || width <= 0 || height <= 0) return { columns: 1, rows: 1, cell: cellMax }
  let columns = Math.max(1, Math.ceil(Math.sqrt((size * width) / height)))
  while (Math.ceil(size / columns) * (width / columns) > height) columns += 1
  const cell = Math.min(cellMax, width / columns)
  const fitting = Math.max(columns, cell === cellMax ? Math.floor(width / cellMax) : columns)
  return { columns: fitting, rows: Math.ceil(size / fitting), cell }
}
