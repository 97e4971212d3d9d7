/** Finds a movie by words of its title, its number or any of its names. */
import { signal } from "@preact/signals"
import { type Found, searchMovies } from "../state/requests.ts"
import { select, selectByName } from "../state/selection.ts"

const waitMs = 180
const query = signal("")
const found = signal<ReadonlyArray<Found> | null>(null)
const problem = signal<string | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined
let abort: AbortController | undefined

const look = async (text: string) => {
  abort = new AbortController()
  const { signal: stop } = abort
  try {
    const movies = await searchMovies(text, stop)
    if (stop.aborted) return
    found.value = movies
    problem.value = null
  } catch (error) {
    if (!stop.aborted) problem.value = (error as Error).message
  }
}

const typed = (text: string) => {
  query.value = text
  clearTimeout(timer)
  abort?.abort()
  if (text.trim() === "") found.value = null
  else timer = setTimeout(() => void look(text.trim()), waitMs)
}

const choose = (number: number) => {
  select(number)
  typed("")
}

const isName = (text: string) => /^(?:m_[0-9a-z]{10}|(?:tmdb|imdb|wikidata|file|server):.+)$/.test(text)

const entered = async (event: SubmitEvent) => {
  event.preventDefault()
  const text = query.peek().trim()
  const first = found.peek()?.[0]
  if (/^\d{1,9}$/.test(text)) return choose(Number(text))
  if (isName(text) && (await selectByName(text))) return typed("")
  return first === undefined ? look(text) : choose(first.number)
}

const Results = () => {
  if (problem.value !== null) return <p class="problem">{problem.value}</p>
  if (found.value === null) return null
  return (
    <ul class="found" aria-label="Movies found">
      {found.value.length === 0 && <li class="hint">No movie is called anything like that.</li>}
      {found.value.slice(0, 12).map(({ number, title, year }) => (
        <li key={number}>
          <button type="button" class="link" onClick={() => choose(number)}>
            {title ?? `Movie ${number}`} {year !== null && <span class="hint">{year}</span>}
          </button>
        </li>
      ))}
    </ul>
  )
}

export const SearchBox = () => (
  <search>
    <form onSubmit={(event) => void entered(event)}>
      <input
        id="search"
        type="search"
        placeholder="title, number or id"
        aria-label="Find a movie by title, number or id"
        autocomplete="off"
        value={query.value}
        onInput={(event) => typed(event.currentTarget.value)}
      />
    </form>
    <Results />
  </search>
)
