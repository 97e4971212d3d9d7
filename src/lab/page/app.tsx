/** The page: everything in its place. */
import { Statechart } from "./chart/statechart.tsx"
import { Controls } from "./controls/controls.tsx"
import { MovieGrid } from "./grid/movie-grid.tsx"
import { Header } from "./parts/header.tsx"
import { Help } from "./parts/help.tsx"
import { Introduction } from "./parts/introduction.tsx"
import { Invariants } from "./parts/invariants.tsx"
import { Banners, Notices } from "./parts/notices.tsx"
import { Side } from "./parts/side.tsx"
import { Timeline } from "./parts/timeline.tsx"
import { Plots } from "./plots/plots.tsx"
import { about, connection, isPast, isWorld } from "./state/lab-state.ts"

const Waiting = () => (
  <div class="wait" role="status">
    <h1>
      reelstate <span>lab</span>
    </h1>
    <p>{connection.value.is === "lost" ? connection.value.why : "Waiting for the runtime …"}</p>
    {connection.value.is === "lost" && <p class="hint">Start it with `npm start`. The page goes on by itself.</p>}
  </div>
)

/** On a phone: where everything is. */
const Places = () => (
  <nav class="places" aria-label="Parts of the page">
    <a href="#chart" onClick={goTo("chart")}>
      States
    </a>
    <a href="#movies" onClick={goTo("movies")}>
      Movies
    </a>
    <a href="#controls" onClick={goTo("controls")}>
      Faults
    </a>
    <a href="#plots" onClick={goTo("plots")}>
      Plots
    </a>
    <a href="#side" onClick={goTo("side")}>
      Movie
    </a>
  </nav>
)

/** The address belongs to the movie and the moment: going somewhere does not change it. */
const goTo = (id: string) => (event: Event) => {
  event.preventDefault()
  document.getElementById(id)?.scrollIntoView()
}

export const App = () => {
  if (about.value === null) return <Waiting />
  return (
    <div
      class={`lab ${isWorld.value ? "world" : "library"}${isPast.value ? " past" : ""}${connection.value.is === "lost" ? " stale" : ""}`}
    >
      <Header />
      <Banners />
      <main>
        <Statechart />
        <MovieGrid />
        {isWorld.value && <Controls />}
        <Plots />
        <Side />
      </main>
      <Timeline />
      <Invariants />
      <Places />
      <Notices />
      <Help />
      <Introduction />
    </div>
  )
}
