/** Paints one cell for every movie: by hand on a canvas, a pixel a movie when they are many, with letters when they are few. */
import { movieChart } from "../../chart/chart-model.ts"
import type { GridColour } from "../state/lab-state.ts"
import type { Population } from "../state/population.ts"
import { channels, paint } from "../state/theme.ts"
import { stateLetters } from "../words.ts"
import type { GridShape } from "./grid-order.ts"

type Rgb = readonly [red: number, green: number, blue: number]

const mixed = (one: Rgb, other: Rgb, share: number): Rgb => [
  one[0] + (other[0] - one[0]) * share,
  one[1] + (other[1] - one[1]) * share,
  one[2] + (other[2] - one[2]) * share
]

/** How much of its own colour an activity has: who works stands out, who waits is dull; and who knows nothing stays behind. */
const ownShare: Readonly<Record<string, number>> = { resting: 0.72, enriching: 1, waiting: 0.42 }

/** Colours packed as canvases hold them, worked out once for a theme, because ten thousand cells are painted five times a second. */
export interface Palette {
  readonly leaves: Uint32Array
  /** For when another leaf is looked for. */
  readonly pale: Uint32Array
  /** From not moved for long to moved just now. */
  readonly warmths: Uint32Array
}

const warmthSteps = 64

/** Red first in memory, as on every machine that browsers run on: the last byte is the highest. */
const packed = ([red, green, blue]: Rgb): number =>
  ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0

const cssOf = (colour: number): string => `rgb(${colour & 255} ${(colour >> 8) & 255} ${(colour >> 16) & 255})`

export const paletteNow = (): Palette => {
  const ground = channels(paint("cell-ground"))
  const fresh = channels(paint("accent"))
  const own = movieChart.leaves.map(({ activity, state }) =>
    mixed(ground, channels(paint(state)), (ownShare[activity] ?? 1) * (state === "initial" ? 0.45 : 1))
  )
  return {
    leaves: Uint32Array.from(own, packed),
    pale: Uint32Array.from(own, (colour) => packed(mixed(ground, colour, 0.16))),
    warmths: Uint32Array.from({ length: warmthSteps }, (_, step) =>
      packed(mixed(ground, fresh, 0.12 + (0.88 * step) / (warmthSteps - 1)))
    )
  }
}

export interface GridPicture {
  readonly population: Population
  readonly cells: Uint32Array
  readonly shape: GridShape
  readonly colour: GridColour
  readonly filter: number | null
  /** Of the world; how long ago a movie moved is measured from here. */
  readonly at: number
}

const coldAfterMs = 90 * 86_400_000

/** 1 for a move just now, 0 for one three months ago; by the logarithm, as memory goes. */
const warmth = (movedAt: number, at: number): number =>
  movedAt === 0 ? 0 : 1 - Math.min(1, Math.log1p(Math.max(0, at - movedAt) / 60_000) / Math.log1p(coldAfterMs / 60_000))

/** 0, which is transparent, for who is not there. */
const colourOf = ({ at, colour, filter, population }: GridPicture, palette: Palette, movie: number): number => {
  const leaf = population.leaves[movie]!
  if (leaf >= palette.leaves.length) return 0
  if (filter !== null && leaf !== filter) return palette.pale[leaf]!
  if (colour === "state") return palette.leaves[leaf]!
  return palette.warmths[Math.floor(warmth(population.movedAt[movie]!, at) * (warmthSteps - 1))]!
}

const paintPixels = (canvas: HTMLCanvasElement, picture: GridPicture, palette: Palette) => {
  const { columns, rows } = picture.shape
  if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows })
  const context = canvas.getContext("2d")!
  const image = context.createImageData(columns, rows)
  const pixels = new Uint32Array(image.data.buffer)
  for (let cell = 0; cell < picture.cells.length; cell++)
    pixels[cell] = colourOf(picture, palette, picture.cells[cell]!)
  context.putImageData(image, 0, 0)
}

const paintTiles = (canvas: HTMLCanvasElement, picture: GridPicture, palette: Palette) => {
  const { cell, columns, rows } = picture.shape
  const ratio = Math.min(devicePixelRatio, 2)
  const side = cell * ratio
  Object.assign(canvas, { width: Math.round(columns * side), height: Math.round(rows * side) })
  const context = canvas.getContext("2d")!
  context.font = `600 ${Math.round(side * 0.52)}px "Segoe UI", Roboto, Arial, sans-serif`
  context.textAlign = "center"
  context.textBaseline = "middle"
  for (const [place, movie] of picture.cells.entries()) {
    const leaf = movieChart.leaves[picture.population.leaves[movie]!]
    if (leaf === undefined) continue
    const [x, y] = [(place % columns) * side, Math.floor(place / columns) * side]
    context.fillStyle = cssOf(colourOf(picture, palette, movie))
    context.fillRect(x + 1, y + 1, side - 2, side - 2)
    context.fillStyle = paint("on-state")
    context.fillText(stateLetters[leaf.state] ?? "", x + side / 2, y + side / 2)
  }
}

/** From this size on a cell has room for a letter, in pixels. */
export const letterCell = 13

export const paintGrid = (canvas: HTMLCanvasElement, picture: GridPicture, palette: Palette): void =>
  (picture.shape.cell >= letterCell ? paintTiles : paintPixels)(canvas, picture, palette)
