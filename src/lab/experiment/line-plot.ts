/** Lines with points as an SVG, with axes from 0 and names at the side. Pure. */
export interface Series {
  readonly name: string
  readonly points: ReadonlyArray<readonly [number, number]>
}

const replacements: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => replacements[letter]!)

const size = { width: 880, height: 380, left: 60, right: 160, top: 12, bottom: 44 }
const ticks = 5

/** Colours around the wheel, readable on light and on dark. */
const colour = (index: number, count: number): string => `hsl(${Math.round((360 * index) / count)} 65% 50%)`

/** 1, 2 or 5 times a power of ten: the step of an axis that ends at or above `most`. */
const stepOf = (most: number): number => {
  const rough = (most > 0 ? most : 1) / ticks
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 5].find((each) => each * power >= rough) ?? 10) * power
}

export const linePlot = (series: ReadonlyArray<Series>, axes: { readonly x: string; readonly y: string }): string => {
  const all = series.flatMap(({ points }) => points)
  const step = { x: stepOf(Math.max(0, ...all.map(([x]) => x))), y: stepOf(Math.max(0, ...all.map(([, y]) => y))) }
  const [inner, depth] = [size.width - size.left - size.right, size.height - size.top - size.bottom]
  const x = (value: number) => (size.left + (inner * value) / (ticks * step.x)).toFixed(1)
  const y = (value: number) => (size.top + depth - (depth * value) / (ticks * step.y)).toFixed(1)
  const label = (value: number) => String(Number(value.toPrecision(6)))
  const grid = Array.from({ length: ticks + 1 }, (_, tick) => {
    const [across, up] = [x(tick * step.x), y(tick * step.y)]
    const line = `<line class="axis" x1="${size.left}" x2="${size.left + inner}" y1="${up}" y2="${up}"/>`
    const marks = `<text x="${across}" y="${size.height - 26}" text-anchor="middle">${label(tick * step.x)}</text>`
    return `${line}${marks}<text x="${size.left - 8}" y="${up}" dy="4" text-anchor="end">${label(tick * step.y)}</text>`
  })
  const lines = series.map(({ name, points }, index) => {
    const paint = colour(index, series.length)
    const sorted = points.toSorted(([a], [b]) => a - b)
    const path = sorted.map(([a, b]) => `${x(a)},${y(b)}`).join(" ")
    const dots = sorted.map(([a, b]) => `<circle cx="${x(a)}" cy="${y(b)}" r="3.5" fill="${paint}"/>`).join("")
    const key = `<text x="${size.width - size.right + 26}" y="${size.top + 14 + index * 20}">${escaped(name)}</text>`
    const dot = `<circle cx="${size.width - size.right + 16}" cy="${size.top + 10 + index * 20}" r="5" fill="${paint}"/>`
    return `<polyline points="${path}" fill="none" stroke="${paint}" stroke-width="1.8"/>${dots}${dot}${key}`
  })
  const names = `<text x="${size.left}" y="${size.height - 6}">${escaped(`${axes.y}, by ${axes.x}`)}</text>`
  const view = `viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${escaped(axes.y)}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${view}>${grid.join("")}${lines.join("")}${names}</svg>`
}
