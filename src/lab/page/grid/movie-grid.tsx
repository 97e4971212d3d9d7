/** One cell for every movie: order and colour by choice, a click selects. */
import { effect, signal } from "@preact/signals"
import { useEffect, useRef } from "preact/hooks"
import { Choice } from "../parts/choice.tsx"
import { Panel } from "../parts/panel.tsx"
import { figures, type GridColour, gridColour, gridOrder, type GridOrder } from "../state/lab-state.ts"
import { isPast, leafFilter, live, pastChanged, selected, shownAt, pastMoment } from "../state/lab-state.ts"
import { select } from "../state/selection.ts"
import { paintChanged } from "../state/theme.ts"
import { count, leafName } from "../words.ts"
import { cellsOf, type GridShape, shapeFor } from "./grid-order.ts"
import { paintGrid, type Palette, paletteNow } from "./grid-painter.ts"
import { SearchBox } from "./search-box.tsx"

const drawEveryMs = 200
/** Sorting by heat costs; and cells that jump about cannot be clicked. */
const sortEveryMs = 2_000

const orders: ReadonlyArray<readonly [GridOrder, string]> = [
  ["state", "by state"],
  ["heat", "hot → cold"],
  ["age", "by age"]
]
const colours: ReadonlyArray<readonly [GridColour, string]> = [
  ["state", "coloured by state"],
  ["staleness", "by staleness"]
]

interface Spot {
  readonly x: number
  readonly y: number
  readonly cell: number
  readonly words: string
}

const pointed = signal<Spot | null>(null)
const marked = signal<Spot | null>(null)

/** Paints as long as the panel is there; knows which movie is where. */
const startGrid = (box: HTMLElement, canvas: HTMLCanvasElement) => {
  let cells: Uint32Array = new Uint32Array(0)
  let shape: GridShape = shapeFor(0, 1, 1)
  let palette: Palette = paletteNow()
  let sorted = { at: 0, order: "", of: live.population, size: 0 }
  const shown = () => (isPast.peek() ? (pastMoment.peek()?.population ?? live.population) : live.population)

  const sort = () => {
    const [population, order] = [shown(), gridOrder.peek()]
    const now = performance.now()
    const isSame = sorted.order === order && sorted.of === population && sorted.size === population.size
    if (isSame && now - sorted.at < sortEveryMs) return
    const heat = population === live.population ? population : { ...population, movedAt: live.population.movedAt }
    cells = cellsOf(heat, order)
    sorted = { at: now, order, of: population, size: population.size }
  }
  const spotOf = (cell: number, words: string): Spot => ({
    x: (cell % shape.columns) * shape.cell,
    y: Math.floor(cell / shape.columns) * shape.cell,
    cell: shape.cell,
    words
  })
  const mark = () => {
    const cell = selected.peek() === null ? -1 : cells.indexOf(selected.peek()!)
    const spot = cell < 0 ? null : spotOf(cell, "")
    if (JSON.stringify(spot) !== JSON.stringify(marked.peek())) marked.value = spot
  }
  const draw = () => {
    const { clientHeight, clientWidth } = box
    if (clientWidth === 0) return
    sort()
    const population = shown()
    shape = shapeFor(population.size, clientWidth, clientHeight)
    Object.assign(canvas.style, { width: `${shape.columns * shape.cell}px`, height: `${shape.rows * shape.cell}px` })
    const colour = isPast.peek() ? "state" : gridColour.peek()
    paintGrid(canvas, { population, cells, shape, colour, filter: leafFilter.peek(), at: shownAt.peek() }, palette)
    mark()
  }
  const cellAt = (x: number, y: number): number => {
    const cell = Math.floor(y / shape.cell) * shape.columns + Math.floor(x / shape.cell)
    return x >= 0 && y >= 0 && x < shape.columns * shape.cell && cell < cells.length ? cell : -1
  }
  const point = (cell: number) => {
    const movie = cells[cell]
    pointed.value = movie === undefined ? null : spotOf(cell, `${movie} · ${leafName(shown().leaves[movie]!)}`)
  }
  const timer = setInterval(() => document.hidden || isPast.peek() || draw(), drawEveryMs)
  const follow = effect(() => {
    void [
      gridOrder.value,
      gridColour.value,
      leafFilter.value,
      selected.value,
      isPast.value,
      pastMoment.value,
      pastChanged.value
    ]
    draw()
  })
  const repaint = effect(() => {
    void paintChanged.value
    palette = paletteNow()
    draw()
  })
  const sized = new ResizeObserver(draw)
  sized.observe(box)
  const stop = () => {
    clearInterval(timer)
    follow()
    repaint()
    sized.disconnect()
  }
  return {
    cellAt,
    point,
    stop,
    movieAt: (cell: number) => cells[cell],
    columns: () => shape.columns,
    size: () => cells.length
  }
}

type Grid = ReturnType<typeof startGrid>

const steps: Readonly<Record<string, (columns: number) => number>> = {
  ArrowLeft: () => -1,
  ArrowRight: () => 1,
  ArrowUp: (columns) => -columns,
  ArrowDown: (columns) => columns
}

/** The arrows walk over the cells, Enter selects. */
const keyPressed = (grid: Grid, at: { cell: number }, event: KeyboardEvent) => {
  const step = steps[event.key]
  if (step !== undefined) {
    at.cell = Math.min(Math.max(0, at.cell + step(grid.columns())), grid.size() - 1)
    grid.point(at.cell)
  } else if (event.key === "Enter" || event.key === " ") select(grid.movieAt(at.cell) ?? null)
  else return
  event.preventDefault()
}

const Spots = () => (
  <>
    {marked.value !== null && <i class="cell-mark" style={cellStyle(marked.value)} />}
    {pointed.value !== null && <i class="cell-point" style={cellStyle(pointed.value)} />}
    {pointed.value !== null && (
      <output class="cell-words" style={wordsStyle(pointed.value)}>
        {pointed.value.words}
      </output>
    )}
  </>
)

/** Below the cell, and never beyond the sides of the grid. */
const wordsStyle = ({ cell, x, y }: Spot) => ({
  left: `clamp(72px, ${x}px, 100% - 72px)`,
  top: `${y + cell + 6}px`
})

const cellStyle = ({ cell, x, y }: Spot) => {
  const side = `${Math.max(cell, 4)}px`
  return { left: `${x}px`, top: `${y}px`, width: side, height: side }
}

const Picture = () => {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const grid = useRef<Grid>(undefined)
  const at = useRef({ cell: 0 })
  useEffect(() => {
    grid.current = startGrid(box.current!, canvas.current!)
    return grid.current.stop
  }, [])
  const cellOf = (event: MouseEvent) => grid.current!.cellAt(event.offsetX, event.offsetY)
  return (
    <div class="grid-box" ref={box}>
      <canvas
        ref={canvas}
        tabIndex={0}
        role="application"
        aria-label="Every movie, one cell. Arrow keys move, Enter selects."
        onMouseMove={(event) => grid.current!.point(cellOf(event))}
        onMouseLeave={() => (pointed.value = null)}
        onBlur={() => (pointed.value = null)}
        onClick={(event) => {
          at.current.cell = cellOf(event)
          select(grid.current!.movieAt(at.current.cell) ?? null)
        }}
        onKeyDown={(event) => keyPressed(grid.current!, at.current, event)}
      />
      <Spots />
    </div>
  )
}

const Size = () => <span class="hint">{figures.value === null ? "" : `${count(live.population.size)} movies`}</span>

export const MovieGrid = () => (
  <Panel id="movies" title="Every movie, one cell" beside={<Size />}>
    <SearchBox />
    <div class="grid-choices">
      <Choice label="Order of the cells" options={orders} value={gridOrder} />
      <Choice label="Colour of the cells" options={colours} value={gridColour} />
    </div>
    <Picture />
    {isPast.value && gridColour.value === "staleness" && (
      <p class="hint">Staleness is known for now only: colour is state.</p>
    )}
  </Panel>
)
