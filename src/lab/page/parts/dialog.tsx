/** A dialog of the browser's own: it keeps the focus, and Escape closes it. */
import type { ComponentChildren } from "preact"
import { useEffect, useRef } from "preact/hooks"

export const Dialog = (props: {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ComponentChildren
}) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (props.isOpen && dialog.current?.open === false) dialog.current.showModal()
    if (!props.isOpen) dialog.current?.close()
  }, [props.isOpen])
  return (
    <dialog ref={dialog} aria-label={props.title} onClose={props.onClose}>
      <h2>{props.title}</h2>
      {props.children}
      <form method="dialog">
        <button type="submit" class="primary">
          Close
        </button>
      </form>
    </dialog>
  )
}
