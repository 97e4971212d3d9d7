/** The keys, for `?`. */
import { signal } from "@preact/signals"
import { Dialog } from "./dialog.tsx"

export const isHelpOpen = signal(false)

export const keys: ReadonlyArray<readonly [key: string, what: string]> = [
  ["?", "these keys"],
  ["Space", "time stands still, or goes on"],
  [".", "one step, while time stands still"],
  ["1 … 4", "1×, 60×, 3600×, as fast as it can"],
  ["/", "find a movie"],
  ["[ and ]", "back and forth through the journal; with Shift ten times as far"],
  ["L", "back to now"],
  ["M, E, H, S", "the movie, the events, housekeeping, sending"],
  ["P", "pin the movie, or let it go"],
  ["F", "TMDB down, or up again"],
  ["C", "copy this moment"],
  ["T", "light or dark"],
  ["I", "what this page shows"],
  ["Esc", "close what is open, then show all movies again"]
]

export const Help = () => (
  <Dialog title="Keys" isOpen={isHelpOpen.value} onClose={() => (isHelpOpen.value = false)}>
    <dl class="keys">
      {keys.map(([key, what]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
    <p class="hint">
      In the grid the arrow keys walk from movie to movie, and Enter selects. States and tabs are buttons.
    </p>
  </Dialog>
)
