/** What happened to a movie, the newest first, grouped by what began it. A click goes to that moment. */
import type { MovieTold } from "../../wire/messages.ts"
import { scrubbed } from "../state/lab-state.ts"
import { goTo } from "../state/scrubbing.ts"
import { leafName, moment, stateOf, tidy } from "../words.ts"

type Group = MovieTold["history"][number]

const Happened = ({ event }: { readonly event: Group["events"][number] }) => (
  <li>
    <button
      type="button"
      class="event-line"
      aria-pressed={scrubbed.value === event.position}
      title={`Position ${event.position}: go there`}
      onClick={() => goTo(event.position)}
    >
      <time>{moment(event.at).slice(5, 16)}</time>
      <b>{event.type}</b>
      <span>
        {tidy(event.words)} {event.leaf !== null && <em class={stateOf(event.leaf)}>→ {leafName(event.leaf)}</em>}
      </span>
    </button>
  </li>
)

/** A cause that only the journal knows is an id, which says nothing: then the first event that it had speaks for it. */
const beganWith = (cause: string, events: Group["events"]): string => {
  if (!/^[\w.:-]+$/.test(cause)) return cause
  const first = events.toSorted((a, b) => a.position - b.position)[0]
  return first === undefined ? "" : `${first.type}, ${moment(first.at)}`
}

export const MovieHistory = ({ told }: { readonly told: MovieTold }) => (
  <>
    <h4>What happened to it</h4>
    {told.history.length === 0 && <p class="hint">Nothing yet.</p>}
    <ol class="history">
      {told.history.map(({ at, cause, events }) => (
        <li key={`${at} ${events[0]?.position}`}>
          <p class="cause">{beganWith(cause, events)}</p>
          <ol>
            {events.map((event) => (
              <Happened event={event} key={event.position} />
            ))}
          </ol>
        </li>
      ))}
    </ol>
  </>
)
