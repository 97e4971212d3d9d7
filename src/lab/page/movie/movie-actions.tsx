/** What a person can do to one movie. */
import { signal } from "@preact/signals"
import type { MovieTold } from "../../wire/messages.ts"
import { about, canControl } from "../state/lab-state.ts"
import { command, publish } from "../state/requests.ts"
import { tellAgain } from "../state/selection.ts"
import { tab } from "../state/tab.ts"
import { titleOf } from "../words.ts"

const isMatching = signal(false)

const by = "the lab"

const pin = async (told: MovieTold) => {
  const done = told.pinned
    ? publish({ type: "MovieUnpinned", movie: told.id, by }, `${titleOf(told)} may be forgotten again.`)
    : publish({ type: "MoviePinned", movie: told.id, by }, `${titleOf(told)} is pinned: it is never downgraded.`)
  if (await done) tellAgain()
}

const send = async (told: MovieTold, type: string, more: object) => {
  await command({ type: "inject", event: { type, ...more } as never, to: { movie: told.number } })
  tellAgain()
}

const match = async (told: MovieTold, text: string) => {
  isMatching.value = false
  const to = text.trim() === "" ? null : text.trim()
  if (await publish({ type: "MovieMatched", movie: told.id, to, by }, `It is ${to ?? "no film that is listed"}.`))
    tellAgain()
}

const Match = ({ told }: { readonly told: MovieTold }) => (
  <form
    class="row"
    onSubmit={(event) => {
      event.preventDefault()
      void match(told, (event.currentTarget.elements.namedItem("film") as HTMLInputElement).value)
    }}
  >
    <input
      name="film"
      placeholder="tmdb:603 or imdb:tt0133093"
      pattern="(tmdb:\d{1,10}|imdb:tt\d{5,10})?"
      aria-label="Which film it is; empty when it is none that is listed"
      autofocus
    />
    <button type="submit">Match</button>
  </form>
)

/** Stately's inspector, on this movie, when the runtime has the bridge. */
const InspectLink = ({ told }: { readonly told: MovieTold }) => {
  const address = about.value?.inspector
  if (address === undefined) return null
  return (
    <a
      href={`${address}${address.includes("?") ? "&" : "?"}movies=${told.id}&history=20`}
      target="_blank"
      rel="noreferrer"
    >
      Inspect in Stately ↗
    </a>
  )
}

export const MovieActions = ({ told }: { readonly told: MovieTold }) => {
  const still = !canControl.value
  return (
    <>
      <div class="row actions">
        <button type="button" disabled={still} onClick={() => void send(told, "MovieRequested", { level: "deep" })}>
          Ask for all
        </button>
        <button type="button" disabled={still} onClick={() => void send(told, "PlaybackStarted", { from: by })}>
          Play
        </button>
        <button type="button" disabled={still} aria-pressed={told.pinned} onClick={() => void pin(told)}>
          {told.pinned ? "Unpin" : "Pin"}
        </button>
        <button
          type="button"
          disabled={still}
          aria-expanded={isMatching.value}
          onClick={() => (isMatching.value = !isMatching.peek())}
        >
          Match…
        </button>
        <button type="button" disabled={still} onClick={() => (tab.value = "send")}>
          Send…
        </button>
        <InspectLink told={told} />
      </div>
      {isMatching.value && <Match told={told} />}
    </>
  )
}
