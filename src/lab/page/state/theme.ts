/** Light or dark: as the system says, until the person says otherwise. Canvases ask for colours here. */
import { signal } from "@preact/signals"

export type Theme = "system" | "light" | "dark"
const themeKey = "reelstate.theme"

const stored = (): Theme => {
  const text = localStorage.getItem(themeKey)
  return text === "light" || text === "dark" ? text : "system"
}

export const theme = signal<Theme>(stored())
/** Counts changes, for what has drawn with old colours. */
export const paintChanged = signal(0)

const dark = matchMedia("(prefers-color-scheme: dark)")
const still = matchMedia("(prefers-reduced-motion: reduce)")

export const isDark = (): boolean => (theme.peek() === "system" ? dark.matches : theme.peek() === "dark")
export const wantsStillness = (): boolean => still.matches

let probe: HTMLElement | undefined
let known = new Map<string, string>()

/** The colour behind a custom property of the style sheet, such as `basic`, as the browser computes it. */
export const paint = (name: string): string => {
  const before = known.get(name)
  if (before !== undefined) return before
  probe ??= document.body.appendChild(Object.assign(document.createElement("i"), { hidden: true }))
  probe.style.color = `var(--${name})`
  const colour = getComputedStyle(probe).color
  known.set(name, colour)
  return colour
}

/** Red, green and blue of a computed colour, 0 to 255. */
export const channels = (colour: string): readonly [red: number, green: number, blue: number] => {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number)
  return [red, green, blue]
}

const apply = () => {
  if (theme.peek() === "system") delete document.documentElement.dataset["theme"]
  else document.documentElement.dataset["theme"] = theme.peek()
  known = new Map()
  paintChanged.value += 1
}

export const switchTheme = (): void => {
  theme.value = isDark() ? "light" : "dark"
  localStorage.setItem(themeKey, theme.peek())
  apply()
}

export const startTheme = (): void => {
  dark.addEventListener("change", apply)
  apply()
}
