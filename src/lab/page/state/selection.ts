/** The selected movie: told anew when it moves, when another moment is looked at, and now and then. */
import { batch, effect } from "@preact/signals"
import { onMove } from "./feed.ts"
import { connection, movie, movieProblem, scrubbed, selected } from "./lab-state.ts"
import { fetchMovie } from "./requests.ts"

const refreshMs = 3_000
const settleMs = 150
/** One question at a time: a runtime that has much to do is not asked again before it has answered. */
const asking = { isOpen: false, isWantedAgain: false }
let soon: ReturnType<typeof setTimeout> | undefined

const isStill = (number: number, position: number | null): boolean =>
  selected.peek() === number && scrubbed.peek() === position

const ask = async (number: number, position: number | null) => {
  try {
    const told = await fetchMovie(number, position)
    if (!isStill(number, position)) return
    batch(() => {
      movie.value = told
      movieProblem.value = null
    })
  } catch (error) {
    const isSilent = error instanceof TypeError || !isStill(number, position)
    if (!isSilent) movieProblem.value = (error as Error).message
  }
}

const tell = async (): Promise<void> => {
  const number = selected.peek()
  if (number === null) return
  if (asking.isOpen) return void (asking.isWantedAgain = true)
  asking.isOpen = true
  asking.isWantedAgain = false
  await ask(number, scrubbed.peek())
  asking.isOpen = false
  if (asking.isWantedAgain) tellSoon()
}

const tellSoon = () => {
  clearTimeout(soon)
  soon = setTimeout(() => void tell(), settleMs)
}

export const select = (number: number | null): void => {
  if (number === selected.peek()) return
  batch(() => {
    selected.value = number
    movie.value = null
    movieProblem.value = null
  })
}

/** Selects by anything that names a movie; answers whether there is one. */
export const selectByName = async (name: string): Promise<boolean> => {
  try {
    const told = await fetchMovie(name, null)
    select(told.number)
    return true
  } catch {
    return false
  }
}

/** Asks again at once, after something was done to the movie. */
export const tellAgain = (): void => tellSoon()

export const startSelection = (): void => {
  onMove((number) => void (number === selected.peek() && tellSoon()))
  effect(() => {
    void selected.value
    void scrubbed.value
    if (connection.value.is === "open") tellSoon()
  })
  setInterval(() => {
    const isNow = scrubbed.peek() === null && connection.peek().is === "open" && !document.hidden
    if (selected.peek() !== null && isNow && !asking.isOpen) void tell()
  }, refreshMs)
}
