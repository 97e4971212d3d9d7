/** Every field with where it comes from; a person's edit can be taken back. */
import { signal } from "@preact/signals"
import type { FieldName } from "../../../domain/knowledge.ts"
import type { MovieTold } from "../../wire/messages.ts"
import { canControl, shownAt } from "../state/lab-state.ts"
import { publish } from "../state/requests.ts"
import { tellAgain } from "../state/selection.ts"
import { fromNow } from "../words.ts"

const editing = signal<string | null>(null)

/** A number stays a number. */
const valueOf = (text: string): string | number => (/^-?\d{1,9}(?:\.\d+)?$/.test(text) ? Number(text) : text)

const undo = async (told: MovieTold, field: string) => {
  const event = { type: "MovieEdited", movie: told.id, field: field as FieldName, undo: true, by: "the lab" } as const
  if (await publish(event, `The last edit of ${field} is taken back.`)) tellAgain()
}

const save = async (told: MovieTold, field: string, text: string) => {
  const event = {
    type: "MovieEdited",
    movie: told.id,
    field: field as FieldName,
    value: valueOf(text),
    by: "the lab"
  } as const
  editing.value = null
  if (await publish(event, `${field} is now "${text}", whatever providers say.`)) tellAgain()
}

const Editor = ({
  field,
  told,
  value
}: {
  readonly field: string
  readonly told: MovieTold
  readonly value: string
}) => (
  <form
    onSubmit={(event) => {
      event.preventDefault()
      void save(told, field, (event.currentTarget.elements.namedItem("value") as HTMLInputElement).value)
    }}
  >
    <input name="value" value={value} aria-label={`New value of ${field}`} autofocus />
    <button type="submit">Save</button>
  </form>
)

const Field = ({ each, told }: { readonly each: MovieTold["fields"][number]; readonly told: MovieTold }) => {
  const { canUndo, fetchedAt, field, source, value } = each
  return (
    <tr>
      <th scope="row">{field}</th>
      <td>
        {editing.value === field ? (
          <Editor field={field} told={told} value={value} />
        ) : (
          <span class="value">{value}</span>
        )}
        <span class="hint">
          {source}, {fromNow(fetchedAt, shownAt.value)}
        </span>
      </td>
      <td>
        {canUndo && (
          <button type="button" disabled={!canControl.value} onClick={() => void undo(told, field)}>
            Undo
          </button>
        )}
        <button
          type="button"
          disabled={!canControl.value}
          aria-label={`Edit ${field}`}
          onClick={() => (editing.value = editing.peek() === field ? null : field)}
        >
          Edit
        </button>
      </td>
    </tr>
  )
}

export const MovieFields = ({ told }: { readonly told: MovieTold }) => (
  <details class="fields">
    <summary>
      What is known of it, and from whom <span class="hint">{told.fields.length} fields</span>
    </summary>
    <table>
      <tbody>
        {told.fields.map((each) => (
          <Field each={each} told={told} key={each.field} />
        ))}
      </tbody>
    </table>
  </details>
)
