/** The right side: one movie, what happens, housekeeping, and events to send. */
import { Inject } from "../controls/inject.tsx"
import { tab, type Tab } from "../state/tab.ts"
import { MoviePanel } from "../movie/movie-panel.tsx"
import { EventStream } from "./event-stream.tsx"
import { Housekeeping } from "./housekeeping.tsx"

const tabs = [
  ["movie", "Movie", MoviePanel],
  ["events", "Events", EventStream],
  ["housekeeping", "Housekeeping", Housekeeping],
  ["send", "Send", Inject]
] as const satisfies ReadonlyArray<readonly [Tab, string, () => unknown]>

/** Left and right go from tab to tab. */
const onKey = (event: KeyboardEvent) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
  if (step === undefined) return
  const place = tabs.findIndex(([id]) => id === tab.peek())
  tab.value = tabs[(place + step + tabs.length) % tabs.length]![0]
  document.getElementById(`tab-${tab.peek()}`)?.focus()
}

export const Side = () => {
  const [, , Shown] = tabs.find(([id]) => id === tab.value)!
  return (
    <section class="panel panel-side" id="side" aria-label="Details">
      <div class="tabs" role="tablist" onKeyDown={onKey}>
        {tabs.map(([id, words]) => (
          <button
            type="button"
            role="tab"
            key={id}
            id={`tab-${id}`}
            aria-selected={tab.value === id}
            aria-controls="side-body"
            tabIndex={tab.value === id ? 0 : -1}
            onClick={() => (tab.value = id)}
          >
            {words}
          </button>
        ))}
      </div>
      <div class="panel-body" id="side-body" role="tabpanel" aria-labelledby={`tab-${tab.value}`}>
        <Shown />
      </div>
    </section>
  )
}
