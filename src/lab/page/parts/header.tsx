/** Where and when we are, how fast time goes, and how the page fares. */
import { speeds } from "../../wire/messages.ts"
import {
  about,
  bytesPerSecond,
  canControl,
  connection,
  figures,
  framesPerSecond,
  isWorld,
  mode
} from "../state/lab-state.ts"
import { settings, shownAt, shownPosition } from "../state/lab-state.ts"
import { copyText } from "../state/notices.ts"
import { command, momentCommand } from "../state/requests.ts"
import { isDark, switchTheme, theme } from "../state/theme.ts"
import { bytes, count, moment, rate, speedName } from "../words.ts"
import { isHelpOpen } from "./help.tsx"
import { openIntroduction } from "./introduction.tsx"

const modeWords = { live: "live", paused: "paused", past: "the past" } as const

const Mode = () => {
  const is = connection.value.is === "open" ? mode.value : "off"
  const words = is === "off" ? "no connection" : modeWords[is]
  return (
    <span class={`mode ${is}`} role="status">
      {connection.value.is === "connecting" ? "connecting" : words}
    </span>
  )
}

const Speeds = () => {
  if (!isWorld.value) return <span class="hint">real time</span>
  return (
    <div class="choice" role="group" aria-label="How fast time goes">
      {speeds.map((speed) => (
        <button
          type="button"
          key={String(speed)}
          aria-pressed={settings.value?.speed === speed}
          disabled={!canControl.value}
          title={speed === null ? "as fast as it can" : `${speed} virtual seconds a second`}
          onClick={() => void command({ type: "speed", speed })}
        >
          {speedName(speed)}
        </button>
      ))}
      <button
        type="button"
        disabled={!canControl.value || settings.value?.speed !== 0}
        onClick={() => void command({ type: "step" })}
      >
        step
      </button>
    </div>
  )
}

const Measures = () => (
  <dl class="measures">
    <div>
      <dd>{rate(figures.value?.gauges.eventsPerSecond ?? 0)}</dd>
      <dt>events/s</dt>
    </div>
    <div>
      <dd>{bytes(bytesPerSecond.value)}</dd>
      <dt>/s in</dt>
    </div>
    <div>
      <dd>{framesPerSecond.value}</dd>
      <dt>fps</dt>
    </div>
  </dl>
)

/** The command that shows this moment again on another machine, or the address when the library is a real one. */
export const copyMoment = async (): Promise<void> => {
  const position = shownPosition.peek()
  const line = isWorld.peek() ? await momentCommand(position) : undefined
  if (line !== undefined) return copyText(line, "The command for this moment")
  return copyText(`${location.origin}${location.pathname}#at=${position}`, "The address of this moment")
}

const Whence = () => (
  <p class="whence">
    {about.value?.seed !== null && <>seed {about.value?.seed} · </>}
    policy {about.value?.policy} · journal <b>{count(shownPosition.value)}</b>
  </p>
)

export const Header = () => (
  <header class="top">
    <h1>
      reelstate <span>lab</span>
    </h1>
    <Mode />
    <p class="clock">
      <span class="hint">{isWorld.value ? "virtual time" : "time"} </span>
      <time>{shownAt.value === 0 ? "…" : moment(shownAt.value)}</time>
    </p>
    <Speeds />
    <Measures />
    <Whence />
    <div class="row top-buttons">
      <button type="button" onClick={() => void copyMoment()}>
        Copy moment
      </button>
      <button type="button" class="icon" aria-label={`Switch to ${isDark() ? "light" : "dark"}`} onClick={switchTheme}>
        {void theme.value}
        {isDark() ? "☀" : "☾"}
      </button>
      <button type="button" class="icon" aria-label="What am I looking at?" onClick={openIntroduction}>
        i
      </button>
      <button type="button" class="icon" aria-label="Keys" onClick={() => (isHelpOpen.value = true)}>
        ?
      </button>
    </div>
  </header>
)
