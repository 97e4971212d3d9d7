/** Sends any event that may come from outside: to the selected movie, to a state, or to a sample. */
import { computed, signal } from "@preact/signals"
import type { InboundType } from "../../../domain/event.ts"
import type { LifecycleState } from "../../../domain/level.ts"
import { movieChart } from "../../chart/chart-model.ts"
import type { Target } from "../../wire/messages.ts"
import { canControl, movie, selected } from "../state/lab-state.ts"
import { notify } from "../state/notices.ts"
import { command } from "../state/requests.ts"
import { titleOf } from "../words.ts"
import { WhyNot } from "./controls.tsx"

/** Every event from outside that is about a movie, with what it may say besides which; a new one is missed by the compiler. */
const bodies: Readonly<Record<InboundType, object | null>> = {
  MovieRequested: { level: "deep" },
  PlaybackStarted: { from: "the lab" },
  MovieViewed: { kind: "opened" },
  EnrichmentRequested: { level: "deep", reason: "somebody in the lab wants it" },
  ProviderRefreshRequested: {},
  RelatedMovieRequested: {},
  RecommendationTriggered: { list: "the lab" },
  RecommendationShown: { list: "the lab" },
  SearchHit: { query: "the lab" },
  MoviePinned: { reason: "the lab", by: "the lab" },
  MovieUnpinned: { by: "the lab" },
  MovieEdited: { field: "title", value: "Another Title", by: "the lab" },
  MovieMatched: { to: null, reason: "the lab" },
  MovieSplit: { reason: "the lab" },
  MovieForgotten: { by: "the lab" },
  BulkImportRequested: {},
  BulkEnrichRequested: { level: "medium" },
  // These are not about one movie, or name other things than movies.
  MoviesMerged: null,
  ProviderPurged: null,
  SearchRequested: null,
  VideoFileDetected: null,
  VideoRemoved: null,
  VideoMoved: null,
  DiscoverMoviesFetched: null,
  TrendingMoviesFetched: null,
  HousekeepingRequested: null
}

export const injectable = Object.entries(bodies).flatMap(([type, body]) => (body === null ? [] : [type as InboundType]))

type Kind = "movie" | "sample" | LifecycleState

const type = signal<InboundType>("MovieRequested")
const body = signal(JSON.stringify(bodies.MovieRequested))
const to = signal<Kind>("movie")
const sample = signal(50)
const chosenBody = computed((): object | null => {
  try {
    const parsed: unknown = JSON.parse(body.value)
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? parsed : null
  } catch {
    return null
  }
})

const targetOf = (): Target | undefined => {
  if (to.peek() === "sample") return { sample: sample.peek() }
  if (to.peek() !== "movie") return { state: to.peek() as LifecycleState }
  return selected.peek() === null ? undefined : { movie: selected.peek()! }
}

const send = (event: SubmitEvent) => {
  event.preventDefault()
  const target = targetOf()
  if (target === undefined)
    return notify({ tone: "bad", sentence: "No movie is selected: click a cell, or choose a state." })
  if (chosenBody.peek() === null) return undefined
  return void command({ type: "inject", event: { ...chosenBody.peek(), type: type.peek() } as never, to: target })
}

const chooseType = (chosen: InboundType) => {
  type.value = chosen
  body.value = JSON.stringify(bodies[chosen])
}

const selectedWords = computed(() => {
  if (movie.value !== null) return titleOf(movie.value)
  return selected.value === null ? "selected movie" : `movie ${selected.value}`
})

const ToWhom = () => (
  <label>
    <span>to</span>
    <select id="inject-to" value={to.value} onChange={(event) => (to.value = event.currentTarget.value as Kind)}>
      <option value="movie">{selectedWords}</option>
      <option value="sample">a sample</option>
      {movieChart.states.map((state) => (
        <option key={state} value={state}>
          all that are {state}
        </option>
      ))}
    </select>
  </label>
)

export const Inject = () => (
  <form class="inject" onSubmit={send}>
    <label>
      <span>send</span>
      <select
        id="inject-type"
        value={type.value}
        onChange={(event) => chooseType(event.currentTarget.value as InboundType)}
      >
        {injectable.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </label>
    <ToWhom />
    {to.value === "sample" && (
      <label>
        <span>of</span>
        <input
          type="number"
          min={1}
          max={500}
          value={sample.value}
          onInput={(event) => (sample.value = event.currentTarget.valueAsNumber)}
        />
      </label>
    )}
    <label>
      <span>with</span>
      <input
        class="code"
        value={body.value}
        spellcheck={false}
        aria-invalid={chosenBody.value === null}
        onInput={(event) => (body.value = event.currentTarget.value)}
      />
    </label>
    {chosenBody.value === null && <p class="problem">That is no JSON object.</p>}
    <p class="hint">An event goes to at most 500 movies at a time.</p>
    <WhyNot />
    <button type="submit" class="primary" disabled={!canControl.value || chosenBody.value === null}>
      Send the event
    </button>
  </form>
)
