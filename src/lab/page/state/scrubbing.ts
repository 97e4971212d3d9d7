/** Going to a moment of the past and back. Of several moments asked for in haste the last one counts. */
import { batch } from "@preact/signals"
import { bytesOf } from "./base64.ts"
import { leafCount } from "./chart-index.ts"
import { about, figures, live, scrubbed, pastMoment } from "./lab-state.ts"
import { notify } from "./notices.ts"
import { countsOf, populationOf } from "./population.ts"
import { fetchMoment } from "./requests.ts"

const hurryMs = 60
let asking: { readonly abort: AbortController; readonly timer: ReturnType<typeof setTimeout> } | undefined

const ask = async (position: number, abort: AbortController) => {
  try {
    const told = await fetchMoment(position, abort.signal)
    if (abort.signal.aborted || scrubbed.peek() !== position) return
    const population = populationOf(bytesOf(told.leaves))
    // What was asked for stays the name of the moment, whatever event is nearest to it.
    pastMoment.value = {
      ...told,
      position,
      population,
      counts: countsOf(population.leaves, population.size, leafCount)
    }
  } catch (error) {
    if (abort.signal.aborted) return
    notify({ tone: "bad", sentence: `That moment cannot be shown. ${(error as Error).message}` })
    goLive()
  }
}

const stopAsking = () => {
  clearTimeout(asking?.timer)
  asking?.abort.abort()
  asking = undefined
}

export const goLive = (): void => {
  stopAsking()
  batch(() => {
    scrubbed.value = null
    pastMoment.value = null
  })
}

/** The positions that can be looked at. */
export const reach = (): readonly [first: number, last: number] => [
  about.peek()?.firstPosition ?? 0,
  live.lastFrame?.position ?? figures.peek()?.position ?? about.peek()?.position ?? 0
]

/** Shows the population as it was once the event at this position had had its effect. */
export const goTo = (position: number): void => {
  stopAsking()
  const [first, last] = reach()
  const wanted = Math.round(Math.min(Math.max(position, first), last))
  scrubbed.value = wanted
  const abort = new AbortController()
  asking = { abort, timer: setTimeout(() => void ask(wanted, abort), hurryMs) }
}
