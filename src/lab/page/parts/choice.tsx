/** One of a few, in little room. */
import type { Signal } from "@preact/signals"

export const Choice = <A extends string>(props: {
  readonly label: string
  readonly options: ReadonlyArray<readonly [value: A, words: string]>
  readonly value: Signal<A>
}) => (
  <select
    aria-label={props.label}
    value={props.value.value}
    onChange={(event) => (props.value.value = event.currentTarget.value as A)}
  >
    {props.options.map(([value, words]) => (
      <option key={value} value={value}>
        {words}
      </option>
    ))}
  </select>
)
