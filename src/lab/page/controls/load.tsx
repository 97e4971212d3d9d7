/** How much people ask, how alike their tastes are, and how much room there is. */
import { signal } from "@preact/signals"
import type { WorldSettings } from "../../wire/messages.ts"
import { canControl, settings } from "../state/lab-state.ts"
import { command } from "../state/requests.ts"
import { bytes, count } from "../words.ts"

type Knob = "actionsPerDay" | "skew" | "imageBytesMax"

interface KnobPlan {
  readonly knob: Knob
  readonly name: string
  readonly min: number
  readonly max: number
  readonly isLogarithmic: boolean
  readonly tell: (value: number) => string
}

const knobs: ReadonlyArray<KnobPlan> = [
  {
    knob: "actionsPerDay",
    name: "load",
    min: 10,
    max: 5_000_000,
    isLogarithmic: true,
    tell: (it) => `${count(it)}/day`
  },
  { knob: "skew", name: "skew", min: 0, max: 2, isLogarithmic: false, tell: (it) => it.toFixed(2) },
  { knob: "imageBytesMax", name: "image budget", min: 100_000, max: 1e9, isLogarithmic: true, tell: bytes }
]

const steps = 200
/** While a person drags, what they see is what they chose. */
const dragged = signal<{ readonly knob: Knob; readonly value: number } | null>(null)

const stepOf = ({ isLogarithmic, max, min }: KnobPlan, value: number): number => {
  const held = Math.min(Math.max(value, min), max)
  const share = isLogarithmic ? Math.log(held / min) / Math.log(max / min) : (held - min) / (max - min)
  return Math.round(share * steps)
}

/** Two digits that mean something: nobody asks for 48,713 actions a day. */
const rounded = (value: number): number => Number(value.toPrecision(2))

const valueOf = ({ isLogarithmic, max, min }: KnobPlan, step: number): number => {
  const share = step / steps
  return rounded(isLogarithmic ? min * (max / min) ** share : min + (max - min) * share)
}

const send = async (knob: Knob, value: number) => {
  await command({ type: "load", [knob]: value })
  dragged.value = null
}

const Slider = ({ now, plan }: { readonly now: WorldSettings; readonly plan: KnobPlan }) => {
  const { knob, name, tell } = plan
  const value = dragged.value?.knob === knob ? dragged.value.value : now[knob]
  return (
    <label class="slider">
      <span>{name}</span>
      <output>{tell(value)}</output>
      <input
        type="range"
        min={0}
        max={steps}
        value={stepOf(plan, value)}
        aria-valuetext={tell(value)}
        disabled={!canControl.value}
        onInput={(event) => (dragged.value = { knob, value: valueOf(plan, event.currentTarget.valueAsNumber) })}
        onChange={(event) => void send(knob, valueOf(plan, event.currentTarget.valueAsNumber))}
      />
    </label>
  )
}

export const Load = () => {
  const now = settings.value
  if (now === null) return null
  return (
    <>
      {knobs.map((plan) => (
        <Slider key={plan.knob} now={now} plan={plan} />
      ))}
    </>
  )
}
