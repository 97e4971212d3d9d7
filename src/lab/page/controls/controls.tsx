/** Faults, load and injected events, in one panel. Everything here is a setting or an event that seed and journal reproduce. */
import { Panel } from "../parts/panel.tsx"
import { canControl, isPast, isWorld, mayWrite } from "../state/lab-state.ts"
import { Faults } from "./faults.tsx"
import { Inject } from "./inject.tsx"
import { Load } from "./load.tsx"

const WhyNot = () => {
  if (canControl.value) return null
  if (isPast.value) return <p class="hint">You look at the past: go back to Live to change something.</p>
  return mayWrite.value ? null : <p class="hint">You may only look: this library was opened for reading.</p>
}

export const Controls = () => (
  <Panel id="controls" title={isWorld.value ? "Faults and load" : "Send an event"}>
    <WhyNot />
    {isWorld.value && <Faults />}
    {isWorld.value && <Load />}
    <Inject />
  </Panel>
)
