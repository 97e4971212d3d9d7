/** The address says what is looked at, and what is looked at says the address. */
import { effect } from "@preact/signals"
import { connection, scrubbed, selected } from "./lab-state.ts"
import { hashOf, type Link, linkOf } from "./link.ts"
import { keepToken } from "./requests.ts"
import { goLive, goTo } from "./scrubbing.ts"
import { select, selectByName } from "./selection.ts"

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
