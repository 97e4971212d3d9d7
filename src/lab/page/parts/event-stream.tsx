/** What just happened, a sample of it; narrowed by kind or by the selected movie, and still while somebody reads. */
import { computed, signal } from "@preact/signals"
import { movie, scrubbed, type ToldEvent, toldEvents, untoldEvents } from "../state/lab-state.ts"
import { selectByName } from "../state/selection.ts"
import { Choice } from "./choice.tsx"
import { count, timeOfDay } from "../words.ts"

const kinds = [
  ["all", "all events"],
  ["asked", "asked"],
  ["learnt", "learnt"],
  ["forgot", "forgot"],
  ["failed", "failed"],
  ["movie", "this movie"]
] as const
type Kind = (typeof kinds)[number][0]

const kind = signal<Kind>("all")
const held = signal<ReadonlyArray<ToldEvent> | null>(null)
const shownMax = 120

const movieIn = ({ event }: ToldEvent): string | undefined =>
  "movie" in event && typeof event.movie === "string" ? event.movie : undefined

const belongs: Readonly<Record<Kind, (told: ToldEvent) => boolean>> = {
  all: () => true,
  asked: ({ event }) => /Requested$|Started$|Triggered$|Viewed$|Hit$/.test(event.type),
  learnt: ({ event }) => /Enriched$|Created$|Restored$/.test(event.type),
  forgot: ({ event }) => /Downgraded$|Forgotten$|Housekeeping/.test(event.type),
  failed: ({ event }) => /Failed$|Quarantined$|MatchNeeded$/.test(event.type),
  movie: (told) => movie.value !== null && movieIn(told) === movie.value.id
}

const shown = computed(() => {
  const until = scrubbed.value ?? Infinity
  return (held.value ?? toldEvents.value)
    .filter((told) => told.position <= until && belongs[kind.value](told))
    .slice(0, shownMax)
})

const Line = ({ told }: { readonly told: ToldEvent }) => {
  const who = movieIn(told)
  return (
    <li>
      <button
        type="button"
        class="event-line"
        disabled={who === undefined}
        title={`Position ${told.position}`}
        onClick={() => who !== undefined && void selectByName(who)}
      >
        <time>{timeOfDay(told.event.at)}</time>
        <b class={`event-${told.event.type}`}>{told.event.type}</b>
        <span>{told.words}</span>
      </button>
    </li>
  )
}

export const EventStream = () => (
  <div class="events">
    <div class="row">
      <Choice label="Which events" options={kinds} value={kind} />
      <button
        type="button"
        aria-pressed={held.value !== null}
        onClick={() => (held.value = held.peek() === null ? toldEvents.peek() : null)}
      >
        {held.value === null ? "Hold" : "Go on"}
      </button>
      <span class="hint">a sample; {count(untoldEvents.value)} more went by</span>
    </div>
    {shown.value.length === 0 && <p class="hint">No such event yet.</p>}
    <ol>
      {shown.value.map((told) => (
        <Line told={told} key={told.position} />
      ))}
    </ol>
  </div>
)
