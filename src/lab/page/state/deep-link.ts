/** The address says what is looked at: `#movie=1421&at=90211`. */
import { effect } from "@preact/signals"
import { connection, scrubbed, selected } from "./lab-state.ts"
import { keepToken } from "./requests.ts"
import { goLive, goTo } from "./scrubbing.ts"
import { select, selectByName } from "./selection.ts"

export interface Link {
  /** A number, an id or another name of a movie. */
  readonly movie: string | null
  readonly at: number | null
  readonly token: string | null
}

const positionOf = (text: string | null): number | null =>
  text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null

export const linkOf = (hash: string): Link => {
  const parts = new URLSearchParams(hash.replace(/^#/, ""))
  return { movie: parts.get("movie"), at: positionOf(parts.get("at")), token: parts.get("token") }
}

export const hashOf = (movie: number | null, at: number | null): string => {
  const parts = [...(movie === null ? [] : [`movie=${movie}`]), ...(at === null ? [] : [`at=${at}`])]
  return parts.length === 0 ? "" : `#${parts.join("&")}`
}

const follow = ({ at, movie, token }: Link) => {
  if (token !== null) keepToken(token)
  if (movie !== null && /^\d{1,9}$/.test(movie)) select(Number(movie))
  else if (movie !== null) void selectByName(movie)
  if (at !== null && at !== scrubbed.peek()) goTo(at)
  if (at === null && scrubbed.peek() !== null) goLive()
}

/** Follows the address once the runtime answers, and whenever it changes; and keeps it true. */
export const startDeepLinks = (): void => {
  const first = linkOf(location.hash)
  if (first.token !== null) keepToken(first.token)
  let isFollowed = false
  effect(() => {
    const hash = hashOf(selected.value, scrubbed.value)
    if (connection.value.is !== "open" || isFollowed) {
      if (isFollowed && hash !== location.hash) history.replaceState(null, "", hash === "" ? location.pathname : hash)
      return
    }
    isFollowed = true
    queueMicrotask(() => follow(first))
  })
  addEventListener("hashchange", () => follow(linkOf(location.hash)))
}
