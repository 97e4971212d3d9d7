/** Small squares that run along the edges, as many as movies move, up to a limit; drawn on a canvas over the chart. */
import { edgeState, drawnEdges, layout } from "./geometry.ts"
import { placeOn, wayOf } from "./edge-paths.ts"
import { paint } from "../state/theme.ts"

const particlesMax = 240
const unitsPerSecond = 150
const size = 4.5
const ways = drawnEdges.map(({ points }) => wayOf(points))
const states = drawnEdges.map(({ to }) => edgeState(to))

export interface Particles {
  readonly draw: (rates: Float64Array, elapsedMs: number) => void
  readonly clear: () => void
}

/** More moves give more particles, but ever fewer more, so that a flood stays readable. */
const bornPerSecond = (rate: number): number => (rate < 0.02 ? 0 : Math.min(9, 0.25 + Math.sqrt(rate) * 0.55))

export const makeParticles = (canvas: HTMLCanvasElement): Particles => {
  const context = canvas.getContext("2d")!
  const edges = new Uint8Array(particlesMax)
  const distances = new Float32Array(particlesMax)
  const due = new Float64Array(ways.length)
  const place = { x: 0, y: 0 }
  let alive = 0

  const fit = (): number => {
    const { height, width } = canvas.getBoundingClientRect()
    const ratio = Math.min(devicePixelRatio, 2)
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high })
    const scale = Math.min(wide / layout.width, high / layout.height)
    context.setTransform(scale, 0, 0, scale, (wide - layout.width * scale) / 2, (high - layout.height * scale) / 2)
    return scale
  }

  const bear = (rates: Float64Array, elapsedMs: number) => {
    for (let edge = 0; edge < ways.length; edge++) {
      due[edge]! += (bornPerSecond(rates[edge]!) * elapsedMs) / 1_000
      if (due[edge]! < 1 || alive >= particlesMax) continue
      due[edge] = 0
      edges[alive] = edge
      distances[alive] = 0
      alive += 1
    }
  }

  const fly = (elapsedMs: number) => {
    for (let each = alive - 1; each >= 0; each--) {
      distances[each]! += (unitsPerSecond * elapsedMs) / 1_000
      if (distances[each]! < ways[edges[each]!]!.length) continue
      alive -= 1
      edges[each] = edges[alive]!
      distances[each] = distances[alive]!
    }
  }

  const wipe = () => {
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, canvas.width, canvas.height)
  }

  return {
    draw: (rates, elapsedMs) => {
      const before = alive
      bear(rates, elapsedMs)
      if (before === 0 && alive === 0) return
      fly(elapsedMs)
      wipe()
      fit()
      for (let each = 0; each < alive; each++) {
        placeOn(ways[edges[each]!]!, distances[each]!, place)
        context.fillStyle = paint(states[edges[each]!]!)
        context.fillRect(place.x - size / 2, place.y - size / 2, size, size)
      }
    },
    clear: () => {
      alive = 0
      wipe()
    }
  }
}
