/** Keys that work wherever nobody is typing. */
import { canControl, leafFilter, movie, settings, shownFaults, shownPosition } from "../state/lab-state.ts"
import { command, publish } from "../state/requests.ts"
import { goLive, goTo, reach } from "../state/scrubbing.ts"
import { tellAgain } from "../state/selection.ts"
import { tab } from "../state/tab.ts"
import { switchTheme } from "../state/theme.ts"
import { titleOf } from "../words.ts"
import type { LabCommand, Speed } from "../../wire/messages.ts"
import { copyMoment } from "./header.tsx"
import { isHelpOpen } from "./help.tsx"
import { openIntroduction } from "./introduction.tsx"

let speedBefore: Speed = 60

const order = (wanted: LabCommand) => void (canControl.peek() && command(wanted))

const pauseOrGoOn = () => {
  const now = settings.peek()?.speed
  if (now === undefined) return
  if (now !== 0) speedBefore = now
  order({ type: "speed", speed: now === 0 ? speedBefore : 0 })
}

const pin = async () => {
  const told = movie.peek()
  if (told === null || !canControl.peek()) return
  const type = told.pinned ? "MovieUnpinned" : "MoviePinned"
  if (
    await publish(
      { type, movie: told.id, by: "the lab" },
      `${titleOf(told)} is ${told.pinned ? "unpinned" : "pinned"}.`
    )
  )
    tellAgain()
}

/** A hundredth of the journal, or a tenth. */
const leap = (direction: number, isFar: boolean) => {
  const [first, last] = reach()
  const to = shownPosition.peek() + direction * Math.max(1, Math.round(((last - first) * (isFar ? 10 : 1)) / 100))
  if (to >= last) goLive()
  else goTo(to)
}

const speedKeys: Readonly<Record<string, Speed>> = { "1": 1, "2": 60, "3": 3_600, "4": null }

const acts: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
  "?": () => (isHelpOpen.value = true),
  " ": pauseOrGoOn,
  ".": () => order({ type: "step" }),
  "/": () => document.getElementById("search")?.focus(),
  "[": () => leap(-1, false),
  "]": () => leap(1, false),
  "{": () => leap(-1, true),
  "}": () => leap(1, true),
  l: goLive,
  m: () => (tab.value = "movie"),
  e: () => (tab.value = "events"),
  h: () => (tab.value = "housekeeping"),
  s: () => (tab.value = "send"),
  i: openIntroduction,
  p: () => void pin(),
  f: () => order({ type: "fault", fault: "tmdbDown", on: !shownFaults.peek().includes("tmdbDown") }),
  c: () => void copyMoment(),
  t: switchTheme,
  Escape: () => (leafFilter.value = null)
}

const actOf = (key: string) => {
  if (Object.hasOwn(speedKeys, key)) return () => order({ type: "speed", speed: speedKeys[key]! })
  return Object.hasOwn(acts, key) ? acts[key] : undefined
}

const typesInto = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("input:not([type=checkbox]), select, textarea, [contenteditable]")

/** A button that has the focus takes the space bar itself. */
const takesSpace = (target: EventTarget | null): boolean =>
  target instanceof Element && target.matches("button, a, summary, input, [role=button], [role=application]")

export const startKeyboard = (): void => {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    if (event.key === "Escape" && event.target instanceof HTMLInputElement) event.target.blur()
    if (typesInto(event.target) || document.querySelector("dialog[open]") !== null) return
    if (event.key === " " && takesSpace(event.target)) return
    const act = actOf(event.key.length === 1 ? event.key.toLowerCase() : event.key)
    if (act === undefined) return
    event.preventDefault()
    act(event)
  })
}
