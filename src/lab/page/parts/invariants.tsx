/** What must always hold, looked at again and again; and how the providers are. */
import { news } from "../state/lab-state.ts"
import { count } from "../words.ts"

const goodStates = new Set(["closed", "up", "ok", "well"])

export const Invariants = () => {
  const told = news.value
  if (told === null) return <section class="strip" aria-label="Invariants" />
  return (
    <section class="strip" aria-label="Invariants and providers">
      <ul>
        {told.invariants.map(({ checked, detail, holds, id, sentence }) => (
          <li
            key={id}
            class={holds ? "holds" : "broken"}
            title={detail ?? `${sentence}. Looked at ${count(checked)} times.`}
          >
            <b aria-hidden="true">{holds ? "✓" : "✗"}</b> <code>{id}</code> {sentence}
            <span class="sr">{holds ? " holds" : " is broken"}</span>
          </li>
        ))}
        {told.notices.map((sentence) => (
          <li key={sentence} class="broken" title={sentence}>
            <b aria-hidden="true">!</b> {sentence}
          </li>
        ))}
        {told.providers.map(({ detail, name, state }) => (
          <li key={name} class={goodStates.has(state) ? "" : "broken"} title={detail}>
            {name} <b>{state}</b>
          </li>
        ))}
      </ul>
    </section>
  )
}
