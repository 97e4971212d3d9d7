/** What one sees here, told once. */
import { signal } from "@preact/signals"
import { isWorld } from "../state/lab-state.ts"
import { Dialog } from "./dialog.tsx"

const seenKey = "reelstate.introduced"
const isOpen = signal(localStorage.getItem(seenKey) === null)

export const openIntroduction = (): void => void (isOpen.value = true)

const close = () => {
  isOpen.value = false
  localStorage.setItem(seenKey, "yes")
}

const World = () => (
  <p>
    This is a <b>simulated world</b>: the real runtime with its real journal, invented people and films, and a clock of
    its own. The same seed gives the same world, and whatever you do here can be done again.
  </p>
)

export const Introduction = () => (
  <Dialog title="What you are looking at" isOpen={isOpen.value} onClose={close}>
    <p>
      A library of movies that <b>feels infinite and stays small</b>. Every movie is an actor. It is born knowing almost
      nothing, learns when somebody asks (<i class="ink basic">basic</i>, <i class="ink medium">medium</i>,{" "}
      <i class="ink deep">deep</i>), forgets what nobody misses (<i class="ink downgraded">downgraded</i>), and learns
      it again when someone returns.
    </p>
    {isWorld.value && <World />}
    <ul>
      <li>
        The <b>statechart</b> is the machine that every movie lives by: how many are where, and how many move along each
        edge.
      </li>
      <li>
        The <b>cells</b> are the movies. Click one to see why it is as it is, and what happened to it.
      </li>
      <li>
        <b>Break something</b> with the switches, and watch the plots: the band behind the lines is the fault.
      </li>
      <li>
        Drag the <b>timeline</b> at the bottom, and everything shows that moment.
      </li>
    </ul>
    <p class="hint">Press ? for the keys, i to read this again.</p>
  </Dialog>
)
