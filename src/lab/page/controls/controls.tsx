/** Faults and load: settings that the seed and the list of commands reproduce. */
import { Panel } from "../parts/panel.tsx"
import { canControl, isPast, mayWrite } from "../state/lab-state.ts"
import { Faults } from "./faults.tsx"
import { Load } from "./load.tsx"

export const WhyNot = () => {
  if (canControl.value) return null
  if (isPast.value) return <p class="hint">You look at the past: go back to Live to change something.</p>
  return mayWrite.value ? null : <p class="hint">You may only look: this library was opened for reading.</p>
}

export const Controls = () => (
  <Panel id="controls" title="Faults and load">
    <WhyNot />
    <Faults />
    <Load />
  </Panel>
)
