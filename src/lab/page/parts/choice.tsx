/** A few buttons of which one is pressed. */

export const Choice = <A extends string>(props: {
  readonly label: string
  readonly options: ReadonlyArray<readonly [value: A, words: string]>
  readonly value: A
  readonly onChoose: (value: A) => void
}) => (
  <div class="choice" role="group" aria-label={props.label}>
    {props.options.map(([value, words]) => (
      <button type="button" key={value} aria-pressed={value === props.value} onClick={() => props.onChoose(value)}>
        {words}
      </button>
    ))}
  </div>
)
