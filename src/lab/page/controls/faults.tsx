/** Breaking things: what stays broken until it is switched off, and what happens in a moment. */
import type { FaultName, ShockName } from "../../wire/messages.ts"
import { faultNames, shockNames } from "../../wire/messages.ts"
import { canControl, shownFaults } from "../state/lab-state.ts"
import { command } from "../state/requests.ts"
import { faultWords, shockWords } from "../words.ts"

const Fault = ({ fault }: { readonly fault: FaultName }) => {
  const [name, what] = faultWords[fault]
  const on = shownFaults.value.includes(fault)
  return (
    <label class={`switch${on ? " on" : ""}`}>
      <input
        type="checkbox"
        role="switch"
        checked={on}
        disabled={!canControl.value}
        onChange={(event) => void command({ type: "fault", fault, on: event.currentTarget.checked })}
      />
      <span class="switch-name">{name}</span>
      <span class="hint">{what}</span>
    </label>
  )
}

const Shock = ({ shock }: { readonly shock: ShockName }) => (
  <button
    type="button"
    class="danger"
    disabled={!canControl.value}
    title={shockWords[shock][1]}
    onClick={() => void command({ type: "shock", shock })}
  >
    {shockWords[shock][0]}
  </button>
)

export const Faults = () => (
  <>
    {faultNames.map((fault) => (
      <Fault fault={fault} key={fault} />
    ))}
    <div class="row">
      {shockNames.map((shock) => (
        <Shock shock={shock} key={shock} />
      ))}
    </div>
  </>
)
