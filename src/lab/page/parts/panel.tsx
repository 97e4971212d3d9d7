/** A box with a name. */
import type { ComponentChildren } from "preact"

export const Panel = (props: {
  readonly id: string
  readonly title: string
  readonly beside?: ComponentChildren
  readonly children: ComponentChildren
}) => (
  <section class={`panel panel-${props.id}`} id={props.id} aria-labelledby={`${props.id}-title`}>
    <header>
      <h2 id={`${props.id}-title`}>{props.title}</h2>
      {props.beside}
    </header>
    <div class="panel-body">{props.children}</div>
  </section>
)
